import type { Item } from '#studies/protocol/protocol.ts';

type Choices = Extract<Item, { type: 'choices' }>;

/** The chosen options after one was clicked, in the protocol's order; an exclusive option stands alone. */
export function toggled(item: Choices, chosen: readonly string[], clicked: string): string[] {
  if (chosen.includes(clicked)) return chosen.filter((id) => id !== clicked);
  const exclusive = new Set(item.options.filter((option) => option.exclusive).map(({ id }) => id));
  const kept = exclusive.has(clicked) ? [] : chosen.filter((id) => !exclusive.has(id));
  return item.options.map(({ id }) => id).filter((id) => id === clicked || kept.includes(id));
}
