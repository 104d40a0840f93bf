import { z } from 'zod';
import { caseId, draft } from '../cases/case.ts';

export const readId = z.string().regex(/^r[a-z0-9]{6,24}$/);
export const readerCode = z.string().regex(/^[A-Z][A-Z0-9-]{0,19}$/);

/** One reader, one case, one arm - but the arm is only in the key. */
export const readEntry = z.object({
  id: readId,
  reader: readerCode,
  case: caseId,
  period: z.int().min(1),
  /** Place in the reader's list, from 1. */
  position: z.int().min(1),
  /** The text to edit; null means an empty page, or two texts. */
  text: z.string().nullable(),
  /** Two texts side by side, A and B, by chance the one or the other first. */
  sides: z.tuple([z.string(), z.string()]).optional(),
  /** Practice comes first and counts nowhere. */
  practice: z.literal(true).optional(),
  /** The read of the same reader and case that comes again here. */
  repeats: readId.optional(),
});
export type ReadEntry = z.infer<typeof readEntry>;

/** `reads.json`: the reading lists. Nothing in it tells where a text comes from. */
export const readingLists = z.object({
  format: z.literal(1),
  /** SHA-256 of the schedule with its arms; lists of earlier versions have none. */
  schedule: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  reads: z.array(readEntry),
});
export type ReadingLists = z.infer<typeof readingLists>;

const origin = z.object({ source: z.string(), provenance: z.string() });

/** Where the two texts of a read come from, and which side has the one of the arm's `drafts`. */
const pair = z.object({ first: z.enum(['a', 'b']), sides: z.tuple([origin, origin]) });
export type Side = z.infer<typeof pair>['first'];

/** What `key.sealed` holds once it is opened. */
export const allocationKey = z.object({
  format: z.literal(1),
  seed: z.int(),
  /** Goes into the hash of the schedule. */
  salt: z.string().optional(),
  /** Cases that readers saw before the study, by reader. */
  past: z.record(readerCode, z.array(caseId)).optional(),
  reads: z.record(
    readId,
    z.object({
      arm: z.string(),
      source: z.string().nullable(),
      provenance: z.string().nullable(),
      pair: pair.optional(),
    }),
  ),
  drafts: z.array(draft),
});
export type AllocationKey = z.infer<typeof allocationKey>;
