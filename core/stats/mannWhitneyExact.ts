import { demand, demandInput, noValue } from './demand.ts';
import { farFromMean, rankSumDistribution } from './rankDistribution.ts';
import { midranks } from './ranks.ts';

/** Above this many values the exact distribution takes too long, and the normal approximation is as good. */
export const EXACT_UP_TO = 200;

/**
 * Two-sided p of the Mann-Whitney U test from the exact distribution of the rank sum given the ties that were seen.
 * Hypothesis: both samples come from one distribution. Streitberg and Roehmel, EDV in Medizin und Biologie 1986;17:96.
 * Throws stats-too-few where a sample is empty, statistics where all values are equal, statistics above 200 values.
 */
export function mannWhitneyExact(first: readonly number[], second: readonly number[]): number {
  const method = 'exact Mann-Whitney test';
  demand(method, 'values in each sample', Math.min(first.length, second.length), 1);
  const all = [...first, ...second];
  demandInput(method, all.length <= EXACT_UP_TO, `${all.length} values are too many; at most ${EXACT_UP_TO}`);
  const { ranks, ties } = midranks(all);
  if (ties.length === 1) throw noValue(method, 'all values are equal');
  const doubled = ranks.map((rank) => 2 * rank);
  const sample = first.length <= second.length ? doubled.slice(0, first.length) : doubled.slice(first.length);
  const sum = sample.reduce((total, rank) => total + rank, 0);
  return farFromMean(rankSumDistribution(doubled, sample.length), sum);
}
