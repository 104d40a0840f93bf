import { z } from 'zod';
import { isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';

export const protocolDraft = z.custom<ProtocolDraft>(isDraft, 'no protocol');
/** Where the protocol on the screen is kept: its file's name, or the study's title; null of one that is nowhere yet. */
export const protocolPlace = z.object({ kind: z.enum(['file', 'study']), name: z.string() }).nullable();
