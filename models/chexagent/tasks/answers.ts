import { z } from 'zod';

/** Reads the short answers that the model was trained to give. All are tolerant: null or nothing when none is in them. */

/** `Yes`, `(a) Yes`, `positive`, `matched` and their opposites at the beginning. */
export function parseYesNo(answer: string): boolean | null {
  const word = /^(?:\([a-z0-9]\)\s*)?(yes|no|positive|negative|true|false|match(?:ed)?|mismatch(?:ed)?)\b/i.exec(
    answer.trim(),
  );
  if (!word?.[1]) return null;
  return /^(?:yes|positive|true|match)/i.test(word[1]);
}

/** The one option that an answer names: by its letter (`(a)`), or by its words. */
export function parseOption<T extends string>(answer: string, options: readonly T[]): T | null {
  const text = answer.trim();
  const letter = /^\(?([a-z])(?:\)|$)/i.exec(text)?.[1]?.toLowerCase();
  const lettered = letter === undefined ? undefined : options[letter.charCodeAt(0) - 'a'.charCodeAt(0)];
  if (lettered !== undefined) return lettered;
  const named = options.filter((option) => hasWords(text, option));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** Every option that an answer names, in the order of the options. */
export function parseOptions<T extends string>(answer: string, options: readonly T[]): T[] {
  return options.filter((option) => hasWords(answer, option));
}

function hasWords(text: string, words: string): boolean {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}

const ENTITY_TYPES = [
  'Observation (Definitely Absent)',
  'Observation (Definitely Present)',
  'Observation (Uncertain)',
  'Anatomy',
] as const;

/** A word or phrase of a report and what kind of thing it is (RadGraph's four kinds). */
export const entity = z.object({ type: z.enum(ENTITY_TYPES), text: z.string() }).readonly();
type Entity = z.infer<typeof entity>;

/** Entities as `[type, phrase], [type, phrase]`; a type that is none of the four is left out. */
export function parseEntities(answer: string): Entity[] {
  const found: Entity[] = [];
  for (const [, inside = ''] of answer.matchAll(/\[([^[\]]*)(?:\]|$)/g)) {
    const type = ENTITY_TYPES.find((name) => inside.trim().toLowerCase().startsWith(name.toLowerCase()));
    const text =
      type &&
      inside
        .trim()
        .slice(type.length)
        .replace(/^\s*,\s*/, '')
        .trim();
    if (type && text) found.push({ type, text });
  }
  return found;
}
