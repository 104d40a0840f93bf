import { z } from 'zod';
import { quantisation } from '../architecture.ts';
import type { Answer } from '../agent.ts';
import { textWithoutBoxes } from '../tasks/boxes.ts';
import type { TaskResult } from '../tasks/results.ts';
import type { Question, TaskName } from '../tasks/tasks.ts';

const count = z.int().nonnegative();

/** Where a draft came from: enough to make it again. */
export const draftProvenance = z.object({
  format: z.literal(1),
  model: z.object({ name: z.string(), digest: z.string(), quantisation }),
  provider: z.string(),
  task: z.string(),
  prompts: z.array(z.string()),
  /** Digests of the images as they were read, in the order of the prompt. */
  images: z.array(z.string()),
  options: z.object({ maxTokens: count, guessing: z.boolean(), threads: count }),
  versions: z.object({ program: z.string(), runtime: z.string() }),
  /** ISO 8601, of the moment the draft was done. */
  time: z.string(),
  seconds: z.number().nonnegative(),
  tokens: z.object({ prompt: count, reused: count, generated: count }),
  /** Runs of the decoder after the prompts, guesses offered and right, choices made again for being near ties. */
  decoding: z.object({ runs: count, guessed: count, right: count, nearTies: count }),
  /** What did not go as usual, such as a provider that failed. */
  notes: z.array(z.string()),
});
export type DraftProvenance = z.infer<typeof draftProvenance>;

export interface NamedAnswer {
  readonly name: string | null;
  /** As the model wrote it, tags included. */
  readonly text: string;
  /** `limit`: it was cut off at the most tokens. */
  readonly stop: Answer['stop'];
}

/** What could have stood in a place of an answer. */
export interface LikelyText {
  readonly text: string;
  readonly logProbability: number;
}

/** What a model made of a case. */
export interface ModelDraft {
  readonly task: TaskName;
  readonly result: TaskResult;
  readonly answers: readonly NamedAnswer[];
  /** The result as text for a report. */
  readonly text: string;
  readonly provenance: DraftProvenance;
}

export function namedAnswer({ name }: Question, { text, stop }: Answer): NamedAnswer {
  return { name, text, stop };
}

/** Sums over the answers of a draft. */
export function draftCounts(answers: readonly Answer[]): Pick<DraftProvenance, 'tokens' | 'decoding'> {
  const sum = (value: (answer: Answer) => number) => answers.reduce((total, answer) => total + value(answer), 0);
  return {
    tokens: {
      prompt: sum((answer) => answer.prompt.positions),
      reused: sum((answer) => answer.prompt.reused),
      generated: sum((answer) => answer.ids.length),
    },
    decoding: {
      runs: sum((answer) => answer.counts.runs),
      guessed: sum((answer) => answer.counts.guessed),
      right: sum((answer) => answer.counts.right),
      nearTies: sum((answer) => answer.counts.nearTies),
    },
  };
}

/** Answers as text for a report: sections under their short names, boxes left out. */
export function draftText(answers: readonly NamedAnswer[]): string {
  return answers
    .map(({ name, text }) => {
      const read = text.includes('<|box|>') ? textWithoutBoxes(text) : text.trim();
      return name === null ? read : `${name.replace(/ \(.*/, '')}: ${read}`;
    })
    .join('\n');
}
