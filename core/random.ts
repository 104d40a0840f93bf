import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { skipN } from 'pure-rand/utils/skipN';

/** A seeded source of chance, passed as an argument: the same seed gives the same draws everywhere. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform whole number in [0, below). */
  integer(below: number): number;
  /** Standard normal (Box and Muller 1958, the cosine half). */
  normal(): number;
  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream for a named part, so that adding draws in one part leaves the others alone. */
  fork(name: string): Random;
}

/** Draws that are thrown away: the first ones of neighbouring small seeds are nearly equal. */
const WARM_UP = 20;

/** A generator (xoroshiro128+) from a whole-number seed. */
export function seededRandom(seed: number): Random {
  // Made for the first draw: of a million named streams most are never drawn from.
  let made: ReturnType<typeof xoroshiro128plus> | null = null;
  function generator(): ReturnType<typeof xoroshiro128plus> {
    if (made) return made;
    made = xoroshiro128plus(seed | 0);
    skipN(made, WARM_UP);
    return made;
  }
  function uniform(): number {
    return uniformFloat64(generator());
  }
  function integer(below: number): number {
    return uniformInt(generator(), 0, below - 1);
  }
  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }
  function shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
    }
    return copy;
  }
  function fork(name: string): Random {
    return seededRandom(hashSeed(seed, name));
  }
  return { uniform, integer, normal, shuffle, fork };
}

/** FNV-1a over the seed and the name: a 32-bit seed for a sub-stream. */
function hashSeed(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
