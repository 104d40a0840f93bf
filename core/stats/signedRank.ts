import { demand } from './demand.ts';
import { normalTwoTails } from './normal.ts';
import { farFromMean, signedRankDistribution } from './rankDistribution.ts';
import { midranks } from './ranks.ts';

export interface SignedRank {
  /** Sum of the ranks of the positive differences. */
  readonly v: number;
  /** Differences that are not zero; the zeros are left out. */
  readonly n: number;
  readonly zeros: number;
  /** Two-sided: exact up to 100 differences, also with ties; above that `pNormal`. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
  /** By the normal approximation with corrections for ties and for continuity, two-sided. */
  readonly pNormal: number;
}

const EXACT_UP_TO = 100;

/**
 * Wilcoxon's signed-rank test. Hypothesis: the differences are distributed symmetrically about zero.
 * Wilcoxon, Biometrics Bulletin 1945;1:80; with ties the exact distribution given the ranks that were seen.
 * Throws stats-too-few where every difference is zero. Example: signedRank([1.1, -0.4, 2.3]).
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const kept = differences.filter((value) => value !== 0);
  const n = kept.length;
  demand("Wilcoxon's signed-rank test", 'differences that are not zero', n, 1);
  const { ranks, ties } = midranks(kept.map(Math.abs));
  const v = ranks.reduce((sum, rank, index) => sum + ((kept[index] ?? 0) > 0 ? rank : 0), 0);
  const tied = ties.reduce((sum, size) => sum + size ** 3 - size, 0) / 48;
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tied);
  const away = v - (n * (n + 1)) / 4;
  const pNormal = Math.min(1, normalTwoTails(Math.max(0, Math.abs(away) - 0.5) / spread));
  const result = { v, n, zeros: differences.length - n, pNormal };
  if (n > EXACT_UP_TO) return { ...result, p: pNormal, method: 'normal' };
  const chances = signedRankDistribution(ranks.map((rank) => 2 * rank));
  return { ...result, p: farFromMean(chances, 2 * v), method: 'exact' };
}
