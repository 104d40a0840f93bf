import { z } from 'zod';
import { benchTasks } from './items.ts';

/** What a model said to one item, with all that scoring needs; a line of `records.jsonl`. */
export const benchRecord = z
  .object({
    task: z.enum(benchTasks),
    index: z.int().nonnegative(),
    source: z.string(),
    slice: z.string().nullable(),
    images: z.array(z.string()),
    attributes: z.record(z.string(), z.union([z.string(), z.number()])),
    prompt: z.string(),
    /** Empty where the answer is free. */
    options: z.array(z.string()),
    /** Place of the right option; null where the answer is free. */
    answer: z.int().nullable(),
    /** What a free answer should be. */
    reference: z.string(),
    said: z.string(),
    /** Probability of each option, where the model gives one. */
    scores: z.array(z.number()).nullable(),
    /** Why the model could not be asked: then it said nothing, which counts as unparsed and wrong. */
    failure: z.string().nullable(),
  })
  .readonly();

export type BenchRecord = z.infer<typeof benchRecord>;
