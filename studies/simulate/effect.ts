import { z } from 'zod';

const identifier = z.string();
const share = z.number().min(0).max(1);

/** How simulated readers of one group behave in one arm. */
const armEffect = z.object({
  group: identifier,
  arm: identifier,
  /** Mean and standard deviation of the reading time in seconds; times are log-normal. */
  mean: z.number().positive(),
  sd: z.number().positive(),
  /** Share of the drafts accepted as they are. */
  unchanged: share.optional(),
  /** Item id -> option id or scale value (as text) -> probability. Items left out are answered at random. */
  answers: z.record(z.string(), z.record(z.string(), share)).optional(),
});

/** `--effect FILE` of `study simulate`. */
export const effect = z.object({
  format: z.literal(1),
  arms: z.array(armEffect).min(1),
  /** Standard deviations on the log scale of readers and of cases, within (not on top of) the arm's own spread. */
  readerSd: z.number().min(0).default(0),
  caseSd: z.number().min(0).default(0),
});
export type Effect = z.infer<typeof effect>;
