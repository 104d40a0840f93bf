import { z } from 'zod';
import { readerCode } from '#studies/allocation/lists.ts';

/** Reading lists as a table. Arms are letters, and from opening to unblinding not even that: x. */
export const schedule = z.object({
  /** Days between two periods; null for designs in which no case comes back. */
  washoutDays: z.int().nullable(),
  /** Null until they are made. */
  lists: z
    .object({
      hash: z.string().nullable(),
      /** What the letters stand for; empty while nobody may know. */
      letters: z.array(z.object({ letter: z.string(), arm: z.string() })),
      cases: z.array(z.string()),
      lines: z.array(
        z.object({
          reader: readerCode,
          group: z.string(),
          period: z.int(),
          /** One character a case, as `study schedule` prints it; a point where it is not read. */
          cells: z.string(),
          /** The cases in the order in which they are read, as places in `cases`. */
          order: z.array(z.int()),
        }),
      ),
      balance: z.array(
        z.object({
          group: z.string(),
          /** Null: all arms of the group together. */
          arm: z.string().nullable(),
          readers: z.int(),
          cases: z.int(),
          reads: z.int(),
          fewest: z.int(),
          most: z.int(),
        }),
      ),
      /** What the independent check found against them; null where the key was not opened. */
      faults: z.array(z.object({ rule: z.string(), reason: z.string() })).nullable(),
    })
    .nullable(),
});
export type Schedule = z.infer<typeof schedule>;
