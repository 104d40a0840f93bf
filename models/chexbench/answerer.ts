import type { BenchQuestion } from './questions.ts';

/** An answer in the model's own words. */
export interface BenchAnswer {
  readonly text: string;
  /** Probability of each option of a question that has some; null where the model tells none. */
  readonly scores: readonly number[] | null;
}

/** Whatever answers the questions of the benchmark: the one interface that every model stands behind. */
export interface Answerer {
  /** May throw; what tells of the item alone (an unreadable film, a prompt too long) is written down as its answer. */
  answer(item: BenchQuestion, prompt: string): Promise<BenchAnswer>;
  close(): void;
}
