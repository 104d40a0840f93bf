import type { Random } from '#core/random.ts';
import type { Placed } from './dealing.ts';
import type { Side } from './lists.ts';

/**
 * For each read of a reader's list the side that has the first of two texts, where it has two: by chance, and in each
 * arm as often A as B, within one.
 */
export function dealSides(list: readonly Placed[], random: Random): Side[] {
  const sides = new Array<Side>(list.length);
  for (const arm of new Set(list.map((unit) => unit.arm))) {
    const places = random.shuffle([...list.keys()].filter((place) => list[place]?.arm === arm));
    const odd = random.integer(2);
    for (const [index, place] of places.entries()) sides[place] = (index + odd) % 2 === 0 ? 'a' : 'b';
  }
  return sides;
}
