import type { Random } from '#core/random.ts';
import templates from './templates.json' with { type: 'json' };

export type TemplateName = keyof typeof templates;

/** Wordings of one question: `count` of them, none twice, with their places filled. */
export function worded(
  random: Random,
  name: TemplateName,
  values: Readonly<Record<string, string>>,
  count: number,
): string[] {
  const all: readonly string[] = templates[name];
  if (count === 1) return [filled(all[random.integer(all.length)] ?? '', values)];
  return random
    .shuffle(all)
    .slice(0, count)
    .map((template) => filled(template, values));
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** A question to choose from a list: the lines to be added, what to say beside, and the right answer. */
export interface Choice {
  readonly lines: string;
  readonly request: string;
  readonly answer: string;
}

const MARKERS = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'];

/** Mark number `place` (from 0) in a style: capitals, small letters, or numbers from 1. */
function marker(style: number, place: number): string {
  return `(${MARKERS[style]?.[place] ?? String(place + 1)})`;
}

/**
 * Options in a drawn order with markers of a drawn style. One time in two the answer is the marker alone, and then the
 * question says so; else the option's own words. Several right ones are joined by commas.
 */
export function choice(random: Random, options: readonly (readonly [words: string, right: boolean])[]): Choice {
  const shuffled = random.shuffle(options);
  // Letters end at 26.
  const style = options.length > 26 ? MARKERS.length : random.integer(MARKERS.length + 1);
  const markerOnly = random.uniform() < 0.5;
  const lines = shuffled.map(([words], place) => `${marker(style, place)} ${words}`).join('\n');
  const right = shuffled.flatMap(([words, isRight], place) => {
    if (!isRight) return [];
    return [markerOnly ? marker(style, place) : words];
  });
  const [request = ''] = worded(random, markerOnly ? 'answer-marker' : 'answer-words', {}, 1);
  return { lines, request, answer: right.join(', ') };
}
