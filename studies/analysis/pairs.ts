import type { Protocol } from '../protocol/protocol.ts';
import { isSideChoice } from '../session/questions.ts';
import type { ReadRow } from './rows.ts';

/** Which text of two an answer is for: that of the arm's `drafts`, that of its `against`, or neither. */
export const textChoices = ['first', 'second', 'neither'] as const;
export type TextChoice = (typeof textChoices)[number];

/** What the answer to a question about two texts is for; null without one, and while nobody may know the sides. */
export function textChosen({ pair, answers }: Pick<ReadRow, 'pair' | 'answers'>, item: string): TextChoice | null {
  const answer = answers[item];
  if (pair === null || !isSideChoice(answer)) return null;
  if (answer === 'neither') return answer;
  return answer === pair.first ? 'first' : 'second';
}

/** The source of the text that an answer is for; null also for neither. */
export function sourceChosen(row: Pick<ReadRow, 'pair' | 'answers'>, item: string): string | null {
  const answer = row.answers[item];
  if (row.pair === null || !isSideChoice(answer) || answer === 'neither') return null;
  return row.pair.sources[answer === 'a' ? 0 : 1];
}

/** What the two texts of an arm are called: by their sources. Null of an arm with one text or none. */
export function textNames({ arms }: Protocol, arm: string): readonly [first: string, second: string] | null {
  const { drafts = [], against } = arms.find(({ id }) => id === arm) ?? {};
  return against ? [drafts.join(' or '), against.join(' or ')] : null;
}
