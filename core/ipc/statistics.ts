import { z } from 'zod';
import { failure } from './common.ts';

export const validation = z.object({
  /** G1 to G14, as in docs and in `doctor --statistics`. */
  group: z.string(),
  quantity: z.string(),
  source: z.string(),
  expected: z.number(),
  actual: z.number().nullable(),
  difference: z.number().nullable(),
  ok: z.boolean(),
  problem: failure.nullable(),
});
export type ValidationRow = z.infer<typeof validation>;
