import { Failure } from '#core/errors.ts';
import type { Random } from '#core/random.ts';
import { circulation, type Arc } from './circulation.ts';

/** Something to colour: part of `inner`, which is part of `outer`, and part of `across`. */
export interface Strand {
  readonly outer: string;
  readonly inner: string;
  readonly across: string;
}

/**
 * Colours strands so that in every `outer`, every `inner` and every `across` any two colours are used equally often,
 * within one. That always works out: with one colour in k the even share 1/k of every strand is a fractional flow
 * from the outer over the inner parts to those across, so there is a whole one between the rounded shares, and what it
 * leaves is again even in the other k - 1 colours (de Werra, INFOR 1971;9:184, for parts within parts).
 */
export function equitableColours(strands: readonly Strand[], colours: number, random: Random): number[] {
  const found = new Array<number>(strands.length).fill(colours - 1);
  let left = random.shuffle([...strands.keys()]);
  for (let colour = 0; colour < colours - 1; colour++) {
    const chosen = oneShare(
      left.map((index) => strands[index] as Strand),
      colours - colour,
    );
    for (const [place, index] of left.entries()) if (chosen[place]) found[index] = colour;
    left = left.filter((_, place) => !chosen[place]);
  }
  return found;
}

/** One strand in `share` of each part, rounded up or down. */
function oneShare(strands: readonly Strand[], share: number): boolean[] {
  const names = new Map<string, number>();
  const sizes: number[] = [];
  /** The place of a part, counting its strands. */
  function place(name: string): number {
    const known = names.get(name) ?? names.size + 1;
    names.set(name, known);
    sizes[known] = (sizes[known] ?? 0) + 1;
    return known;
  }
  const ends = strands.map(({ outer, inner, across }) => ({
    outer: place(`outer ${outer}`),
    inner: place(`inner ${outer} ${inner}`),
    across: place(`across ${across}`),
  }));
  function bounds(part: number): Pick<Arc, 'low' | 'high'> {
    const size = sizes[part] ?? 0;
    return { low: Math.floor(size / share), high: Math.ceil(size / share) };
  }
  const own = ends.map(({ inner, across }): Arc => ({ from: inner, to: across, low: 0, high: 1 }));
  const parts = new Map<string, Arc>();
  for (const { outer, inner, across } of ends) {
    parts.set(`outer ${outer}`, { from: 0, to: outer, ...bounds(outer) });
    parts.set(`inner ${inner}`, { from: outer, to: inner, ...bounds(inner) });
    parts.set(`across ${across}`, { from: across, to: 0, ...bounds(across) });
  }
  const flow = circulation(names.size + 1, [...own, ...parts.values()]);
  if (!flow) throw new Failure('internal', { reason: `no even share of ${strands.length} reads` });
  return own.map((_, index) => flow[index] === 1);
}
