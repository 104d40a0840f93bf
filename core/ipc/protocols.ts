import { z } from 'zod';
import { isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';

export const protocolDraft = z.custom<ProtocolDraft>(isDraft, 'no protocol');
/**
 * Where the protocol on the screen is kept: its file's name, or the study's title; null of one that is nowhere yet. That
 * of an open study is not saved, but amended.
 */
export const protocolPlace = z.object({ kind: z.enum(['file', 'study', 'openStudy']), name: z.string() }).nullable();
