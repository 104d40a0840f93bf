import { z } from 'zod';
import { readerCode } from '#studies/allocation/lists.ts';
import { words } from '#studies/protocol/protocol.ts';
import { failure, studyKey } from './common.ts';

export const studyRow = z.object({
  /** Names the study in later calls; not a path. */
  key: studyKey,
  title: words,
  state: z.enum(['designing', 'open', 'closed', 'unblinded']),
  readers: z.array(z.object({ code: readerCode, done: z.int(), total: z.int() })),
  lastActivity: z.number().nullable(),
  /** Only of the demo study, whose PIN is no secret. */
  demo: z.object({ code: readerCode, pin: z.string() }).nullable(),
  /** Set when the study can't be opened: then only the title means anything, as it was last seen. */
  problem: failure.optional(),
});
export type StudyRow = z.infer<typeof studyRow>;
