import { demand, noValue } from '../demand.ts';
import { quantile } from '../describe.ts';
import type { Random } from '#core/random.ts';
import { countRatings, type Ratings } from './ratings.ts';

export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio';

export interface Alpha {
  readonly alpha: number;
  /** Mean disagreement seen, and expected by chance, in the squared unit of the level. */
  readonly observed: number;
  readonly expected: number;
  /** Cases with at least two ratings, and the ratings of those. */
  readonly cases: number;
  readonly ratings: number;
}

/**
 * Krippendorff's alpha, for any number of raters, with missing ratings, at four levels of measurement: 1 is full
 * agreement, 0 that of chance. Cases with fewer than two ratings do not count.
 * Krippendorff, Content Analysis, 2nd ed. 2004, chapter 11 (the ratio level wants values not below zero).
 * Throws stats-too-few without such a case, statistics where all ratings are equal.
 */
export function krippendorffAlpha(ratings: Ratings, level: Level): Alpha {
  const { counts, values } = countRatings(ratings.filter((row) => row.filter((value) => value !== null).length >= 2));
  demand("Krippendorff's alpha", 'cases with two ratings', counts.length, 1);
  const totals = values.map((_, at) => counts.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  const n = totals.reduce((sum, total) => sum + total, 0);
  const distance = values.map((_, i) => values.map((_value, j) => difference(level, values, totals, i, j)));
  let observed = 0;
  for (const row of counts) {
    const raters = row.reduce((sum, count) => sum + count, 0);
    observed += pairSum(row, distance) / (raters - 1);
  }
  const expected = pairSum(totals, distance) / (n * (n - 1));
  if (expected === 0) throw noValue("Krippendorff's alpha", 'all ratings are equal');
  return { alpha: 1 - observed / n / expected, observed: observed / n, expected, cases: counts.length, ratings: n };
}

/**
 * Percentile interval of alpha over cases drawn with putting back. Draws without a value (all ratings equal) count as
 * nothing seen and are left out. Throws as above, and stats-too-few where no draw has a value.
 */
export function krippendorffInterval(
  ratings: Ratings,
  level: Level,
  { random, repetitions = 2000, confidence = 0.95 }: { random: Random; repetitions?: number; confidence?: number },
): { low: number; high: number } {
  const kept = ratings.filter((row) => row.filter((value) => value !== null).length >= 2);
  demand("interval of Krippendorff's alpha", 'cases with two ratings', kept.length, 2);
  const draws: number[] = [];
  for (let draw = 0; draw < repetitions; draw++) {
    const rows = kept.map(() => kept[random.integer(kept.length)] ?? []);
    if (new Set(rows.flat().filter((value) => value !== null)).size > 1)
      draws.push(krippendorffAlpha(rows, level).alpha);
  }
  demand("interval of Krippendorff's alpha", 'draws with a value', draws.length, 1);
  const tail = (1 - confidence) / 2;
  return { low: quantile(draws, tail) ?? 0, high: quantile(draws, 1 - tail) ?? 0 };
}

function pairSum(counts: readonly number[], distance: readonly (readonly number[])[]): number {
  return counts.reduce(
    (sum, count, i) => sum + counts.reduce((part, other, j) => part + count * other * (distance[i]?.[j] ?? 0), 0),
    0,
  );
}

function difference(level: Level, values: readonly number[], totals: readonly number[], i: number, j: number): number {
  if (i === j) return 0;
  const [a, b] = [values[i] ?? 0, values[j] ?? 0];
  switch (level) {
    case 'nominal':
      return 1;
    case 'ordinal': {
      const between = totals.slice(Math.min(i, j), Math.max(i, j) + 1).reduce((sum, total) => sum + total, 0);
      return (between - ((totals[i] ?? 0) + (totals[j] ?? 0)) / 2) ** 2;
    }
    case 'interval':
      return (a - b) ** 2;
    case 'ratio':
      return ((a - b) / (a + b)) ** 2;
  }
}
