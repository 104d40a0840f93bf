import { speaker, type MessageValues } from '#core/messages/messages.ts';
import type { Words } from '#studies/protocol/protocol.ts';
import english from './en.json' with { type: 'json' };

export type MessageKey = keyof typeof english;

const catalogues: Readonly<Record<string, typeof english>> = { en: english };

let language = $state('en');
let speak = $state.raw(speaker(english, 'en'));

/** Chosen once, when the window starts: the user's language where there is a catalogue, else English. */
export function chooseLanguage(wanted: string): void {
  const tag = wanted.split('-')[0] ?? 'en';
  const catalogue = catalogues[tag];
  if (!catalogue) return;
  language = tag;
  speak = speaker(catalogue, tag);
  document.documentElement.lang = tag;
}

/** The words of the window for a key. */
export function say(key: MessageKey, values?: MessageValues): string {
  return speak(key, values);
}

/** The words that a study's designer wrote, in the window's language where they are. */
export function inWords(words: Words): string {
  return words[language] ?? words.en;
}

/** A date and time as people of the window's language write it. */
export function dateTime(milliseconds: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(milliseconds);
}
