import { demand } from './demand.ts';
import { quantile } from './describe.ts';
import { normalQuantile } from './normal.ts';
import { rankSumDistribution, signedRankDistribution } from './rankDistribution.ts';

export interface HodgesLehmann {
  /** The shift, in units of the values. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The confidence that the interval reaches; the wanted one can't always be met with few values. */
  readonly reached: number;
  readonly method: 'exact' | 'normal';
}

const EXACT_BELOW = 50;

/**
 * Hodges-Lehmann estimate of the centre of differences: the median of all means of two (Walsh averages), and the
 * interval that Wilcoxon's signed-rank test does not refuse. Zero differences are left out. Hodges and Lehmann, Annals
 * of Mathematical Statistics 1963;34:598; the interval's places from the distribution without ties.
 * Throws stats-too-few where every difference is zero.
 */
export function hodgesLehmannPaired(differences: readonly number[], confidence = 0.95): HodgesLehmann {
  const kept = differences.filter((value) => value !== 0);
  const n = kept.length;
  demand('Hodges-Lehmann estimate', 'differences that are not zero', n, 1);
  const walsh = kept.flatMap((a, index) => kept.slice(index).map((b) => (a + b) / 2));
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const ranks = Array.from({ length: n }, (_, index) => index + 1);
  return intervalOf(walsh, confidence, spread, n < EXACT_BELOW ? signedRankDistribution(ranks) : null);
}

/**
 * Hodges-Lehmann estimate of the shift of the first sample against the second: the median of all differences of a
 * value of each, and the interval that the Mann-Whitney test does not refuse. As above for the rest.
 * Throws stats-too-few where a sample is empty.
 */
export function hodgesLehmannShift(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): HodgesLehmann {
  const [n, m] = [first.length, second.length];
  demand('Hodges-Lehmann estimate', 'values in each sample', Math.min(n, m), 1);
  const differences = first.flatMap((a) => second.map((b) => a - b));
  const spread = Math.sqrt((n * m * (n + m + 1)) / 12);
  const ranks = Array.from({ length: n + m }, (_, index) => index + 1);
  const least = (n * (n + 1)) / 2;
  const exact = n < EXACT_BELOW && m < EXACT_BELOW ? rankSumDistribution(ranks, n).slice(least) : null;
  return intervalOf(differences, confidence, spread, exact);
}

/** `chances[k]` is that of a statistic k in 0..values.length; the interval runs from the k-th to the k-th last value. */
function intervalOf(
  values: readonly number[],
  confidence: number,
  spread: number,
  chances: readonly number[] | null,
): HodgesLehmann {
  const sorted = [...values].sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  let place = Math.floor(values.length / 2 - normalQuantile(tail) * spread);
  let reached = confidence;
  if (chances) {
    place = 0;
    let below = chances[0] ?? 0;
    // As R's quantile does: sums that miss the tail by rounding reach it.
    while (below * (1 + 64 * Number.EPSILON) < tail) below += chances[++place] ?? 0;
    place = Math.max(1, place);
    reached = 1 - 2 * chances.slice(0, place).reduce((sum, chance) => sum + chance, 0);
  }
  place = Math.max(1, place);
  return {
    estimate: quantile(sorted, 0.5) ?? 0,
    low: sorted[place - 1] ?? 0,
    high: sorted[sorted.length - place] ?? 0,
    reached: Math.max(0, reached),
    method: chances ? 'exact' : 'normal',
  };
}
