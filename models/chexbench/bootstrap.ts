import { mean, quantile } from '#core/stats/describe.ts';
import type { Random } from '#core/random.ts';

/** Bounds of a 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** As many as the paper draws. */
const DRAWS = 1000;

/** 95 % percentile interval of a mean by resampling the items 1,000 times (Efron 1979). */
export function bootstrapMean(values: readonly number[], random: Random): Interval {
  return bootstrapStatistic(values.length, random, (rows) => {
    let sum = 0;
    for (const row of rows) sum += values[row] ?? 0;
    return sum / rows.length;
  });
}

/** The same of any value of `count` items, told the places of those that were drawn. */
export function bootstrapStatistic(count: number, random: Random, statistic: (rows: Uint32Array) => number): Interval {
  const rows = new Uint32Array(count);
  const values = Array.from({ length: DRAWS }, () => {
    for (let draw = 0; draw < count; draw++) rows[draw] = random.integer(count);
    return statistic(rows);
  });
  return { low: quantile(values, 0.025) ?? 0, high: quantile(values, 0.975) ?? 0 };
}

/** A difference between two models on the same items. */
export interface PairedDifference {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  readonly interval: Interval;
  /** Two-sided, by turning round the sign of each item's difference at random: (b + 1) / (m + 1), m = 10,000. */
  readonly p: number;
}

const PERMUTATIONS = 10_000;

/**
 * Compares two models item by item: bootstrap interval and sign permutation test, which need no normal distribution,
 * unlike the paper's paired t-test. Values in the same order of items; an empty list gives p 1.
 */
export function comparePaired(first: readonly number[], second: readonly number[], random: Random): PairedDifference {
  const differences = first.map((value, index) => value - (second[index] ?? 0));
  const observed = Math.abs(sum(differences));
  const changed = differences.filter((value) => value !== 0);
  const signs = random.fork('signs');
  let asGreat = 0;
  for (let round = 0; round < PERMUTATIONS; round++) {
    let total = 0;
    for (const value of changed) total += signs.uniform() < 0.5 ? value : -value;
    // The slack makes sums that differ only by rounding equal.
    if (Math.abs(total) >= observed - 1e-9) asGreat += 1;
  }
  return {
    difference: mean(differences) ?? 0,
    interval: bootstrapMean(differences, random.fork('bootstrap')),
    p: (asGreat + 1) / (PERMUTATIONS + 1),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
