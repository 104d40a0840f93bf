import { noValue } from '../demand.ts';
import { normalQuantile, normalTwoTails } from '../normal.ts';
import { agreementWeight, sharesOf, type AgreementWeights, type CrossTable } from './crossTable.ts';

export interface Kappa {
  readonly kappa: number;
  /** Share of agreement seen, and expected by chance; weighted. */
  readonly observed: number;
  readonly expected: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Standard error, z and two-sided p under the hypothesis that the raters answer independently. */
  readonly nullError: number;
  readonly z: number;
  readonly p: number;
}

/**
 * Cohen's kappa of two raters, or weighted kappa with linear or quadratic weights (of disagreement by the distance of
 * categories). Hypothesis: agreement is that of chance. Cohen, Educational and Psychological Measurement 1960;20:37
 * and Psychological Bulletin 1968;70:213; errors of Fleiss, Cohen and Everitt, Psychological Bulletin 1969;72:323.
 * Throws statistics where both raters gave one and the same category throughout.
 * Example: cohenKappa([[20, 5, 1], [4, 15, 6], [1, 3, 25]]) is 0.623 (0.482 to 0.765).
 */
export function cohenKappa(table: CrossTable, weights: AgreementWeights = 'identity', confidence = 0.95): Kappa {
  const { n, shares, rows, columns } = sharesOf("Cohen's kappa", table);
  const k = table.length;
  const weight = (i: number, j: number): number => agreementWeight(weights, i, j, k);
  const ofRow = rows.map((_, i) => columns.reduce((sum, share, j) => sum + share * weight(i, j), 0));
  const ofColumn = columns.map((_, j) => rows.reduce((sum, share, i) => sum + share * weight(i, j), 0));
  const observed = total(shares, (share, i, j) => share * weight(i, j));
  const expected = rows.reduce((sum, share, i) => sum + share * (ofRow[i] ?? 0), 0);
  if (1 - expected < 1e-12) throw noValue("Cohen's kappa", 'all answers are of one category');
  const kappa = (observed - expected) / (1 - expected);
  const margin = (i: number, j: number): number => (ofRow[i] ?? 0) + (ofColumn[j] ?? 0);
  const spread =
    total(shares, (share, i, j) => share * (weight(i, j) - margin(i, j) * (1 - kappa)) ** 2) -
    (kappa - expected * (1 - kappa)) ** 2;
  const nullSpread =
    total(shares, (_, i, j) => (rows[i] ?? 0) * (columns[j] ?? 0) * (weight(i, j) - margin(i, j)) ** 2) - expected ** 2;
  const standardError = Math.sqrt(Math.max(0, spread) / n) / (1 - expected);
  const nullError = Math.sqrt(Math.max(0, nullSpread) / n) / (1 - expected);
  const reach = normalQuantile((1 - confidence) / 2) * standardError;
  // Where one rater gives one category only, kappa is zero and so is its error under chance.
  const z = nullError > 1e-12 ? kappa / nullError : 0;
  const interval = { low: Math.max(-1, kappa - reach), high: Math.min(1, kappa + reach) };
  return { kappa, observed, expected, standardError, ...interval, nullError, z, p: normalTwoTails(z) };
}

function total(shares: readonly (readonly number[])[], value: (share: number, i: number, j: number) => number): number {
  return shares.reduce((sum, row, i) => sum + row.reduce((part, share, j) => part + value(share, i, j), 0), 0);
}
