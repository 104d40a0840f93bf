import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import errorWords from '../messages/errors.en.json' with { type: 'json' };

export const nothing = z.object({});
export const studyKey = z.string().min(1).max(64);
export const sessionId = z.string().min(1).max(64);

/** Why something failed, as data; the code has words in the catalogue of failures. */
export const failure = z.object({
  code: z.enum(Object.keys(errorWords) as [ErrorCode, ...ErrorCode[]]),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});
