import type { Random } from '#core/random.ts';
import { TASKS, type TaskName } from '#models/chexagent/tasks/tasks.ts';
import type { TrainingExample } from '../corpus.ts';
import type { Report } from '../phantom/report.ts';
import type { PhantomPatient } from './patient.ts';

/** A patient with what has been written about the current films, and where each film stands in the list of films. */
export interface WrittenStudy {
  readonly patient: PhantomPatient;
  readonly indication: string;
  /** Of the current films, without comparison. */
  readonly report: Report;
  readonly place: {
    readonly frontal: number;
    readonly lateral: number | null;
    readonly prior: number | null;
    readonly stranger: number | null;
  };
}

/** Writes some examples about a study; how many is up to chance and to what the study carries. */
export type ExampleWriter = (random: Random, study: WrittenStudy) => TrainingExample[];

/** An example of a task of the official wrapper, in its very words; `part` is one of several questions of a task. */
export function asked(
  task: TaskName,
  images: readonly number[],
  input: unknown,
  answer: string,
  part = 0,
): TrainingExample {
  const question = TASKS[task].bind(input).questions[part]?.text ?? '';
  return { task, images, question, answer };
}

/** The current films of a study, the frontal one first. */
export function currentImages({ place }: WrittenStudy): number[] {
  return place.lateral === null ? [place.frontal] : [place.frontal, place.lateral];
}
