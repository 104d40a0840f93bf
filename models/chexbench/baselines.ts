import type { Random } from '#core/random.ts';
import type { ChoiceItem } from './items.ts';

/** Whatever answers questions with options, in its own words. */
export interface Answerer {
  readonly name: string;
  answer(item: ChoiceItem): Promise<string>;
}

/** Takes an option at random, each as likely as the others. */
export function randomAnswerer(random: Random): Answerer {
  return { name: 'random', answer: (item) => Promise.resolve(letter(random.integer(item.options.length))) };
}

/** Gives, for each source, the words that are most often right there: what a model reaches without looking at a film. */
export function majorityAnswerer(items: readonly ChoiceItem[]): Answerer {
  const counts = new Map<string, Map<string, number>>();
  for (const item of items) {
    const ofSource = counts.get(item.source) ?? new Map<string, number>();
    counts.set(item.source, ofSource);
    const right = item.options[item.answer] ?? '';
    ofSource.set(right, (ofSource.get(right) ?? 0) + 1);
  }
  return {
    name: 'majority',
    answer: ({ source, options }) => {
      const often = options.map((option) => counts.get(source)?.get(option) ?? 0);
      return Promise.resolve(letter(often.indexOf(Math.max(...often))));
    },
  };
}

function letter(place: number): string {
  return `(${String.fromCharCode('A'.charCodeAt(0) + place)})`;
}
