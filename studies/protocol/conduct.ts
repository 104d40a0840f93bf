import { z } from 'zod';

/** How readers come in: pin: with one that they are handed; code: a one-time code lets them choose their own. */
export const enrolment = z.enum(['pin', 'code']);

/** So many different people must confirm before the sealed key is opened for good. */
export const unblinding = z.object({ people: z.int().min(1).max(2) });
