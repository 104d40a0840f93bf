import { z } from 'zod';
import { readerCode, readId } from '#studies/allocation/lists.ts';
import { studyCase, view } from '#studies/cases/case.ts';
import { item, words } from '#studies/protocol/protocol.ts';
import { sessionEvent } from '#studies/session/event.ts';
import { sessionId } from './common.ts';

const readState = z.enum(['waiting', 'started', 'questions', 'finished']);

export const reading = z.object({
  session: sessionId,
  title: words,
  reader: readerCode,
  /** `practice`: comes before the study and counts nowhere. */
  reads: z.array(z.object({ id: readId, position: z.int(), state: readState, practice: z.boolean() })),
  questionnaire: z.array(item),
  /** Texts are judged as they are: nothing can be changed in them. */
  rated: z.boolean(),
  /** What the protocol tells its readers; null where it tells nothing. */
  instructions: words.nullable(),
  /** What the reader has to agree to before the first case; null where that is nothing, or was done. */
  consent: words.nullable(),
});
export type Reading = z.infer<typeof reading>;

export const openRead = z.object({
  id: readId,
  position: z.int(),
  total: z.int(),
  indication: studyCase.shape.indication,
  sex: studyCase.shape.sex,
  age: studyCase.shape.age,
  images: z.array(z.object({ url: z.string(), view, prior: z.boolean(), rows: z.int(), columns: z.int() })),
  /** The images of the case after this one, to be decoded while this one's questions are answered. */
  nextImages: z.array(z.string()),
  /** The text to edit; null means an empty page, or two texts. */
  text: z.string().nullable(),
  /** Two texts side by side, A and B; which is which stays in the sealed key. */
  sides: z.tuple([z.string(), z.string()]).nullable(),
  /** What is already in the log of this read, oldest first: folding it restores the screen. */
  events: z.array(z.object({ session: sessionId, event: sessionEvent })),
});
export type OpenRead = z.infer<typeof openRead>;
