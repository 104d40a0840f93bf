import { Failure } from '#core/errors.ts';
import kinds from './kinds.json' with { type: 'json' };
import type { ProtocolDraft } from './draft.ts';

/** Kinds of question that a designer adds as they are and then changes; some are several questions. */
export type QuestionKind = keyof typeof kinds;

export const QUESTION_KINDS = Object.keys(kinds) as readonly QuestionKind[];

type DraftItem = ProtocolDraft['questionnaire'][number];

/** New questions of a kind; names that are taken get a number. Throws Failure bad-input for an unknown kind. */
export function newQuestions(kind: QuestionKind, taken: readonly string[]): DraftItem[] {
  if (!Object.hasOwn(kinds, kind)) throw new Failure('bad-input', { where: kind, reason: 'no kind of question' });
  const made = structuredCopy(kinds[kind]) as DraftItem[];
  const number = smallestFree(
    made.map(({ id }) => id),
    taken,
  );
  const named = (id: string): string => (number === 1 ? id : `${id}-${number}`);
  return made.map((item) => ({
    ...item,
    id: named(item.id),
    ...(item.when ? { when: { ...item.when, item: named(item.when.item) } } : {}),
  }));
}

/** The first name among `stem`, `stem-2`, `stem-3` and so on that is not taken. */
export function freeName(stem: string, taken: readonly string[]): string {
  const number = smallestFree([stem], taken);
  return number === 1 ? stem : `${stem}-${number}`;
}

function smallestFree(stems: readonly string[], taken: readonly string[]): number {
  let number = 1;
  while (stems.some((stem) => taken.includes(number === 1 ? stem : `${stem}-${number}`))) number += 1;
  return number;
}

function structuredCopy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
