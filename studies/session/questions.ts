import type { Item } from '../protocol/protocol.ts';
import { refused } from './phases.ts';
import type { Answer, ReadState } from './state.ts';

type Answered = Pick<ReadState, 'initial' | 'text' | 'answers'>;

/**
 * The questions of a read, in the protocol's order: some are asked only where a text was given, some only after a certain
 * answer to one that was asked before.
 */
export function askedItems(items: readonly Item[], state: Pick<ReadState, 'initial' | 'answers'>): Item[] {
  const asked = new Set<string>();
  return items.filter((item) => {
    const { when } = item;
    if (item.asked === 'draft' && state.initial === null) return false;
    if (when && !(asked.has(when.item) && isAmong(state.answers[when.item], when.answers))) return false;
    asked.add(item.id);
    return true;
  });
}

function isAmong(answer: Answer | undefined, wanted: readonly string[]): boolean {
  const given = Array.isArray(answer) ? answer : answer === undefined ? [] : [String(answer)];
  return given.some((each) => wanted.includes(each));
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
  if (item.type === 'number') return typeof value === 'number' && isOnStep(item, value);
  return Array.isArray(value) && value.every((each) => item.options.some((option) => option.id === each));
}

/** Whether a number lies within the bounds, a whole number of steps above the least one. */
function isOnStep({ least, most, step }: Extract<Item, { type: 'number' }>, value: number): boolean {
  const steps = (value - least) / step;
  return value >= least && value <= most && Math.abs(steps - Math.round(steps)) < 1e-6;
}
