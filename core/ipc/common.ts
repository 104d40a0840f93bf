import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import errorWords from '../messages/errors.en.json' with { type: 'json' };

export const nothing = z.object({});
export const studyKey = z.string().min(1).max(64);
export const sessionId = z.string().min(1).max(64);

/** A figure as the window drew it, with the name that its file gets. */
export const drawnFigure = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
  format: z.enum(['svg', 'png']),
  content: z.instanceof(Uint8Array),
});
/** Where it was written, in words for the person who saved it. */
export const savedFigure = z.object({ folder: z.string(), file: z.string() });

/** Why something failed, as data; the code has words in the catalogue of failures. */
export const failure = z.object({
  code: z.enum(Object.keys(errorWords) as [ErrorCode, ...ErrorCode[]]),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});
