import type { Random } from '#core/random.ts';
import { noduleMillimetres, sizeWord } from './measure.ts';
import type { Finding } from './spec.ts';

/** Words that a template may name; a finding of unknown side has no `side`. */
type Words = Readonly<Record<string, string>>;

export function wordsOf(finding: Finding): Words {
  return {
    size: sizeWord(finding),
    side: finding.side ?? '',
    zone: finding.zone ?? '',
    mm: String(noduleMillimetres(finding.severity)),
  };
}

/** One of them by chance, the earlier the likelier: habit in wording, which a small model can learn. */
export function pickEarly<T>(random: Random, items: readonly T[]): T {
  const draw = random.uniform();
  return items[Math.floor(items.length * draw * draw)] as T;
}

/**
 * Chance as a writer of strong habit has it: draws lean to the small, so that the first wording, order and choice is taken
 * nearly always. A `habit` of 1 changes nothing.
 */
export function withHabit(random: Random, habit: number): Random {
  return { ...random, uniform: () => random.uniform() ** habit };
}

const ALTERNATIVES = /\(([^()]*\|[^()]*)\)/;

/**
 * One text of a template: `(a|b)` is one of them by chance, `{word}` a word, and `[...]` is left out where a word in it
 * is empty. The first letter becomes a capital.
 */
export function worded(random: Random, template: string, words: Words = {}): string {
  let text = template;
  for (let found = ALTERNATIVES.exec(text); found; found = ALTERNATIVES.exec(text)) {
    text =
      text.slice(0, found.index) +
      pickEarly(random, (found[1] ?? '').split('|')) +
      text.slice(found.index + found[0].length);
  }
  text = text.replace(/\[([^\]]*)\]/g, (_, part: string) => (holds(part, words) ? part : ''));
  text = text.replace(/\{(\w+)\}/g, (_, key: string) => words[key] ?? '');
  text = text
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,;])/g, '$1')
    .trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function holds(part: string, words: Words): boolean {
  return [...part.matchAll(/\{(\w+)\}/g)].every(([, key]) => words[key ?? '']);
}
