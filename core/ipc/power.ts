import { z } from 'zod';
import { words } from '#studies/protocol/protocol.ts';
import { studyKey } from './common.ts';

/** Reading times in seconds, log-normal over readers and cases. */
const times = z.object({ mean: z.number().positive().max(86_400), sd: z.number().positive().max(86_400) });
/** A standard deviation on the log scale, part of the whole. */
const deviation = z.number().min(0).max(10);

export const powerPlan = z.object({
  /** What the endpoints of the protocol compare, else the first two arms of each group. */
  comparisons: z.array(
    z.object({
      group: z.string(),
      label: words,
      arms: z.tuple([z.string(), z.string()]).readonly(),
      readers: z.int(),
    }),
  ),
  presets: z.array(
    z.object({
      name: z.string(),
      source: z.string(),
      first: times,
      second: times,
      /** What was not published and is assumed; null where nothing is. */
      assumed: z.string().nullable(),
    }),
  ),
  /** Reading lists are there, and can be simulated on. */
  allocated: z.boolean(),
});
export type PowerPlan = z.infer<typeof powerPlan>;

export const powerOrder = z.object({
  study: studyKey,
  group: z.string(),
  first: times,
  second: times,
  readerSd: deviation,
  caseSd: deviation,
  repetitions: z.int().min(20).max(20_000),
  seed: z.int().min(0).max(999_999_999),
  /** The power that is wanted: fewer and more cases and readers are simulated, up to it. */
  target: z.number().gt(0).lt(1),
  /** On the reading lists as they were made, whose key the identity opens; else on planned ones. */
  onLists: z.boolean(),
});
export type PowerOrder = z.infer<typeof powerOrder>;

const proportion = z.object({ share: z.number(), low: z.number(), high: z.number() });
const power = z.object({
  repetitions: z.int(),
  reads: z.tuple([z.int(), z.int()]).readonly(),
  mannWhitney: proportion,
  mixed: proportion.nullable(),
  failed: z.int(),
});
const points = z.array(z.object({ readers: z.int(), cases: z.int(), power })).readonly();

export const powerFound = z.object({
  power,
  /** Both arms with the times of the first: the share found is the error of the first kind. */
  typeOne: power,
  curves: z.object({ cases: points, readers: points }),
  required: z.object({ cases: z.int().nullable(), readers: z.int().nullable() }),
  /** Sizes that the design can't have, and why. */
  left: z.array(z.string()).readonly(),
  /** What the times stand on. */
  notes: z.array(z.string()).readonly(),
  /** The same of the attendings of the paper, in the paper's own design. */
  paper: power,
});
export type PowerFound = z.infer<typeof powerFound>;
