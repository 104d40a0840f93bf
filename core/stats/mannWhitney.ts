import { normalUpperTail } from './normal.ts';
import { midranks } from './ranks.ts';

export interface MannWhitney {
  /** Pairs in which the first sample's value is the greater one, equal values counting half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Mann-Whitney U test (Wilcoxon rank sum) of two independent samples, two-sided, as R's `wilcox.test` does it:
 * exact where both samples are smaller than 50 and no values are equal, otherwise by the normal approximation with
 * corrections for ties and for continuity. Null where a sample is empty or all values are equal.
 * Mann and Whitney, Annals of Mathematical Statistics 1947;18:50.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney | null {
  const [n, m] = [first.length, second.length];
  const { ranks, ties } = midranks([...first, ...second]);
  if (n === 0 || m === 0 || ties.length === 1) return null;
  const u = ranks.slice(0, n).reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2;
  if (n < 50 && m < 50 && ties.every((size) => size === 1)) {
    return { u, p: Math.min(1, 2 * exactLowerTail(Math.min(u, n * m - u), n, m)), method: 'exact' };
  }
  const total = n + m;
  const tied = ties.reduce((sum, size) => sum + (size ** 3 - size), 0) / (total * (total - 1));
  const spread = Math.sqrt(((n * m) / 12) * (total + 1 - tied));
  const away = Math.abs(u - (n * m) / 2);
  return { u, p: Math.min(1, 2 * normalUpperTail((away - Math.sign(away) * 0.5) / spread)), method: 'normal' };
}

/**
 * P(U <= u) when both samples come from one distribution. The number of arrangements with U = k is the coefficient
 * of q^k in the Gaussian binomial coefficient, the product of (1 - q^(m+i)) / (1 - q^i) for i = 1..n.
 */
function exactLowerTail(u: number, n: number, m: number): number {
  const ways = new Array<number>(u + 1).fill(0);
  ways[0] = 1;
  let arrangements = 1;
  for (let i = 1; i <= n; i++) {
    for (let k = u; k >= m + i; k--) ways[k] = (ways[k] ?? 0) - (ways[k - m - i] ?? 0);
    for (let k = i; k <= u; k++) ways[k] = (ways[k] ?? 0) + (ways[k - i] ?? 0);
    arrangements *= (m + i) / i;
  }
  return ways.reduce((sum, count) => sum + count, 0) / arrangements;
}
