import { tick } from 'svelte';
import type { Path } from '#studies/protocol/fault.ts';
import { fieldId } from './editor.svelte.ts';

/** Leads to the first field of an entry that was just added; its words are chosen, so that typing takes their place. */
export async function enter(path: Path): Promise<void> {
  await tick();
  const field = document.querySelector<HTMLElement>(`:is(input, select)[id^="${fieldId(path)}-"]`);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}
