import { demand } from './demand.ts';
import { mean } from './describe.ts';
import type { Random } from '#core/random.ts';

export interface Permutation {
  /** Mean difference, in units of the values. */
  readonly estimate: number;
  /** Two-sided. */
  readonly p: number;
  /** All arrangements were tried, or a number of them drawn by chance. */
  readonly method: 'exact' | 'drawn';
  readonly arrangements: number;
}

interface Options {
  readonly random: Random;
  readonly repetitions?: number;
}

const EXACT_PAIRS = 16;
/** Draws whose mean differs from the seen one by rounding only count as equal. */
const ROUNDING = 1e-12;

/**
 * Permutation test of pairs by change of sign. Hypothesis: each difference might as well have come with the other sign.
 * All 2^n signs up to 16 pairs; above that (b + 1) / (m + 1) of m drawn ones, which is never zero.
 * Fisher, The Design of Experiments, 1935, section 21; Phipson and Smyth, Statistical Applications in Genetics and
 * Molecular Biology 2010;9:39. Throws stats-too-few without a difference.
 */
export function pairedPermutation(
  differences: readonly number[],
  { random, repetitions = 9999 }: Options,
): Permutation {
  demand('paired permutation test', 'differences', differences.length, 1);
  const estimate = mean(differences) ?? 0;
  const seen = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  const limit = seen - ROUNDING * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  if (differences.length <= EXACT_PAIRS) {
    const arrangements = 2 ** differences.length;
    let extreme = 0;
    for (let signs = 0; signs < arrangements; signs++) {
      const sum = differences.reduce((total, value, bit) => total + ((signs >> bit) & 1 ? value : -value), 0);
      if (Math.abs(sum) >= limit) extreme += 1;
    }
    return { estimate, p: extreme / arrangements, method: 'exact', arrangements };
  }
  return drawnTest(estimate, repetitions, () => {
    const sum = differences.reduce((total, value) => total + (random.integer(2) === 0 ? value : -value), 0);
    return Math.abs(sum) >= limit;
  });
}

/**
 * Permutation test of two independent samples. Hypothesis: any split of all values into samples of these sizes was as
 * likely. (b + 1) / (m + 1) of m drawn splits. Throws stats-too-few where a sample is empty.
 */
export function twoSamplePermutation(
  first: readonly number[],
  second: readonly number[],
  { random, repetitions = 9999 }: Options,
): Permutation {
  demand('permutation test', 'values in each sample', Math.min(first.length, second.length), 1);
  const all = [...first, ...second];
  const center = mean(all) ?? 0;
  const away = (values: readonly number[]): number => Math.abs(values.reduce((sum, value) => sum + value - center, 0));
  const limit = away(first) - ROUNDING * all.reduce((sum, value) => sum + Math.abs(value - center), 0);
  const estimate = (mean(first) ?? 0) - (mean(second) ?? 0);
  return drawnTest(estimate, repetitions, () => away(random.shuffle(all).slice(0, first.length)) >= limit);
}

function drawnTest(estimate: number, arrangements: number, isExtreme: () => boolean): Permutation {
  let extreme = 0;
  for (let draw = 0; draw < arrangements; draw++) if (isExtreme()) extreme += 1;
  return { estimate, p: (extreme + 1) / (arrangements + 1), method: 'drawn', arrangements };
}
