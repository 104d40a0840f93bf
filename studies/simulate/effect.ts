import { z } from 'zod';

/**
 * What readers answer to one question: weights by option id, by several ids joined with `+`, by scale value, or of two
 * texts by `first` (that of the arm's drafts), `second` and `neither`.
 * Questions left out are answered evenly.
 */
const answerWeights = z.record(z.string(), z.number().min(0));

/** How the readers of one group behave in one arm. */
const armEffect = z.object({
  group: z.string(),
  arm: z.string(),
  /** Mean and standard deviation of the reading time in seconds over readers and cases; times are log-normal. */
  mean: z.number().positive(),
  sd: z.number().positive(),
  /** Share of the drafts accepted as they are. */
  unchanged: z.number().min(0).max(1).default(0.3),
  answers: z.record(z.string(), answerWeights).default({}),
});
export type ArmEffect = z.infer<typeof armEffect>;

/** `--effect FILE` of `study simulate`. */
export const effect = z.object({
  format: z.literal(1),
  arms: z.array(armEffect).min(1),
  /** Standard deviations of readers and of cases on the log scale; parts of the arm's spread, not on top of it. */
  readerSd: z.number().min(0).default(0),
  caseSd: z.number().min(0).default(0),
});
export type Effect = z.infer<typeof effect>;
