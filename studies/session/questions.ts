import type { Item } from '../protocol/protocol.ts';
import { refused } from './phases.ts';
import type { Answer, Phase, ReadState } from './state.ts';

/** What of a read decides which questions it has. */
type Asking = Pick<ReadState, 'initial' | 'sides' | 'answers'>;
type Answered = Asking & Pick<ReadState, 'text'>;

/** What can be said of two texts side by side: which of them, or neither. */
const CHOICES = ['a', 'b', 'neither'] as const;
export type SideChoice = (typeof CHOICES)[number];

/** Before or after Submit. */
export type Moment = NonNullable<Item['moment']>;

/**
 * The questions of a read, in the protocol's order: some are asked only where a text was given, some only after a certain
 * answer to one that was asked before.
 */
export function askedItems(items: readonly Item[], state: Asking): Item[] {
  const asked = new Set<string>();
  return items.filter((item) => {
    const { when } = item;
    if (item.asked === 'draft' && state.initial === null) return false;
    if ((item.asked === 'pair' || item.type === 'sides') && state.sides === null) return false;
    if (when && !(asked.has(when.item) && isAmong(state.answers[when.item], when.answers))) return false;
    asked.add(item.id);
    return true;
  });
}

/** Those of the asked questions that stand on the screen before Submit, or after it. */
export function itemsAt(moment: Moment, items: readonly Item[], state: Asking): Item[] {
  return askedItems(items, state).filter((item) => (item.moment ?? 'after') === moment);
}

/** Which questions can be answered in a phase: from Submit on, those before it stay as they are. */
function momentOf(phase: Phase): Moment {
  return phase === 'submitted' || phase === 'finished' ? 'after' : 'before';
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

/** The first question that still needs an answer before the report may be submitted, or after it the read finished. */
export function firstMissing(moment: Moment, items: readonly Item[], state: Answered): Item | null {
  const missing = (item: Item): boolean => isRequired(item, state) && !isAnswered(state.answers[item.id]);
  return itemsAt(moment, items, state).find(missing) ?? null;
}

/** The question of this name where it can be answered as the read stands; null where it can't. */
export function openItem(items: readonly Item[], state: Answered & Pick<ReadState, 'phase'>, id: string): Item | null {
  return itemsAt(momentOf(state.phase), items, state).find((each) => each.id === id) ?? null;
}

/** Throws Failure bad-input for an answer to what is not asked now, or one that the question does not offer. */
export function checkAnswer(
  items: readonly Item[],
  state: Answered & Pick<ReadState, 'phase'>,
  id: string,
  value: Answer,
): void {
  const item = openItem(items, state, id);
  if (!item) throw refused('answer.given', `${id} is not asked ${momentOf(state.phase)} Submit in this read`);
  if (!offers(item, value)) throw refused('answer.given', `${JSON.stringify(value)} is no answer to ${id}`);
}

/** Whether an answer is one to a question about two texts. */
export function isSideChoice(answer: Answer | undefined): answer is SideChoice {
  return CHOICES.some((each) => each === answer);
}

function offers(item: Item, value: Answer): boolean {
  if (item.type === 'text') return typeof value === 'string';
  if (item.type === 'sides') return isSideChoice(value);
  if (item.type === 'scale') return item.steps.some((step) => step.value === value);
  if (item.type === 'number') return typeof value === 'number' && isOnStep(item, value);
  return Array.isArray(value) && value.every((each) => item.options.some((option) => option.id === each));
}

/** Whether a number lies within the bounds, a whole number of steps above the least one. */
function isOnStep({ least, most, step }: Extract<Item, { type: 'number' }>, value: number): boolean {
  const steps = (value - least) / step;
  return value >= least && value <= most && Math.abs(steps - Math.round(steps)) < 1e-6;
}
