import type { Item } from '../protocol/protocol.ts';
import { refused } from './phases.ts';
import type { Answer, ReadState } from './state.ts';

type Answered = Pick<ReadState, 'initial' | 'text' | 'answers'>;

/** The questions of a read, in the protocol's order: some are asked only where a text was given. */
export function askedItems(items: readonly Item[], state: Answered): Item[] {
  return items.filter(({ asked }) => asked === 'always' || state.initial !== null);
}

/** Whether the reader must answer: `edited` means only where the given text was changed. */
export function isRequired(item: Item, state: Answered): boolean {
  return item.required === 'yes' || (item.required === 'edited' && state.text !== (state.initial ?? ''));
}

export function isAnswered(answer: Answer | undefined): boolean {
  if (answer === undefined) return false;
  if (typeof answer === 'number') return true;
  return Array.isArray(answer) ? answer.length > 0 : answer.trim() !== '';
}

/** The first question that still needs an answer, or null when the read may be finished. */
export function firstMissing(items: readonly Item[], state: Answered): Item | null {
  const missing = (item: Item): boolean => isRequired(item, state) && !isAnswered(state.answers[item.id]);
  return askedItems(items, state).find(missing) ?? null;
}

/** Throws Failure bad-input for an answer to what is not asked, or one that the question does not offer. */
export function checkAnswer(items: readonly Item[], state: Answered, id: string, value: Answer): void {
  const item = askedItems(items, state).find((each) => each.id === id);
  if (!item) throw refused('answer.given', `${id} is not asked in this read`);
  if (!offers(item, value)) throw refused('answer.given', `${JSON.stringify(value)} is no answer to ${id}`);
}

function offers(item: Item, value: Answer): boolean {
  if (item.type === 'text') return typeof value === 'string';
  if (item.type === 'scale') return item.steps.some((step) => step.value === value);
  return Array.isArray(value) && value.every((each) => item.options.some((option) => option.id === each));
}
