import type { StudyFigures } from '#core/ipc/results.ts';
import { inWords } from '#renderer/messages/messages.svelte.ts';

export type Rating = StudyFigures['ratings'][number];
/** The answers of an arm, with what it is called in a plot. */
export type NamedRow = Rating['rows'][number] & { readonly name: string };

/** The words of an option or step. */
export function optionWords(rating: Rating, id: string): string {
  const option = rating.options.find((each) => each.id === id);
  return option ? inWords(option.label) : id;
}
