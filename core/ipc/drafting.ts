import { z } from 'zod';
import { words } from '#studies/protocol/protocol.ts';
import { failure, studyKey } from './common.ts';
import { modelKey, provider } from './models.ts';

/** Tasks whose answer is a report of a case. */
export const draftTask = z.enum(['findings-generation', 'findings-section-by-section']);
export type DraftTask = z.infer<typeof draftTask>;

export const drafting = z.object({
  study: studyKey,
  title: words,
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['idle', 'running', 'paused', 'failed', 'done']),
  /** What the study is drafted with, or was when it was last left. */
  model: modelKey.nullable(),
  task: draftTask,
  total: z.int(),
  finished: z.int(),
  /** Cases that could not be drafted in this run, and why. */
  failed: z.array(z.object({ case: z.string(), failure })),
  /** Milliseconds to the end; null while nothing is known. */
  remaining: z.number().nullable(),
  /** Tokens per second of the drafts of this run; null before the first. */
  rate: z.number().nullable(),
  /** The newest draft as it comes; how it was made when it is whole. */
  draft: z
    .object({
      case: z.string(),
      text: z.string(),
      made: z.object({ provider, tokens: z.int(), seconds: z.number(), notes: z.array(z.string()) }).nullable(),
    })
    .nullable(),
  failure: failure.nullable(),
});
export type Drafting = z.infer<typeof drafting>;
