import type { Item } from '#studies/protocol/protocol.ts';
import type { Answer, ReadState } from '#studies/session/state.ts';

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

type Choices = Extract<Item, { type: 'choices' }>;

/** The chosen options after one was clicked, in the protocol's order; an exclusive option stands alone. */
export function toggled(item: Choices, chosen: readonly string[], clicked: string): string[] {
  if (chosen.includes(clicked)) return chosen.filter((id) => id !== clicked);
  const exclusive = new Set(item.options.filter((option) => option.exclusive).map(({ id }) => id));
  const kept = exclusive.has(clicked) ? [] : chosen.filter((id) => !exclusive.has(id));
  return item.options.map(({ id }) => id).filter((id) => id === clicked || kept.includes(id));
}
