import { normalQuantile } from '../normal.ts';
import { agreementWeight, sharesOf, type AgreementWeights, type CrossTable } from './crossTable.ts';

/**
 * The interval of weighted kappa as R's psych (2.2.9) computes it, for comparison with its output only. It takes the
 * weight of a row as the row's own share times the sum of its weights, where Fleiss, Cohen and Everitt, Psychological
 * Bulletin 1969;72:323, take the weights times the shares of all rows: on SAS's example (linear weights) the formula
 * of 1969, `cohenKappa` and R's vcd give SAS's standard error 0.1457, psych gives 0.1467. Without weights all agree.
 */
export function psychKappaInterval(
  table: CrossTable,
  weights: AgreementWeights,
  confidence = 0.95,
): { standardError: number; low: number; high: number } {
  const { n, shares, rows, columns } = sharesOf("Cohen's kappa as in psych", table);
  const weight = (i: number, j: number): number => agreementWeight(weights, i, j, table.length);
  const ofRow = rows.map((_, i) => columns.reduce((sum, share, j) => sum + share * weight(i, j), 0));
  const asPsych = rows.map((share, i) => share * columns.reduce((sum, _, j) => sum + weight(i, j), 0));
  let [observed, expected, square] = [0, 0, 0];
  for (const [i, row] of shares.entries())
    for (const [j, share] of row.entries()) {
      observed += share * weight(i, j);
      expected += (rows[i] ?? 0) * (columns[j] ?? 0) * weight(i, j);
    }
  for (const [i, row] of shares.entries())
    for (const [j, share] of row.entries()) {
      const margins = weights === 'identity' ? (columns[i] ?? 0) + (rows[j] ?? 0) : (ofRow[i] ?? 0) + (asPsych[j] ?? 0);
      square += share * (weight(i, j) * (1 - expected) - margins * (1 - observed)) ** 2;
    }
  const variance = square - (observed * expected - 2 * expected + observed) ** 2;
  const standardError = Math.sqrt(Math.max(0, variance) / n) / (1 - expected) ** 2;
  const kappa = (observed - expected) / (1 - expected);
  const reach = normalQuantile((1 - confidence) / 2) * standardError;
  return { standardError, low: kappa - reach, high: kappa + reach };
}
