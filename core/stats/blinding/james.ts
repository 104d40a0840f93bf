import { demand, demandInput, noValue } from '../demand.ts';
import { normalQuantile } from '../normal.ts';

export interface JamesIndex {
  /** 1: nobody knows; 0.5: guesses as by chance; 0: all guess right. */
  readonly index: number;
  readonly standardError: number;
  readonly low: number;
  /** Below 0.5, the study counts as unblinded. */
  readonly high: number;
}

/**
 * James' blinding index of a study. `guessed[i][j]`: reads of arm j that were guessed to be of arm i; `unknown[j]`:
 * reads of arm j without a guess. [1 + P_dk + (1 - P_dk) K] / 2, K as a kappa of disagreement with weight 0 for a right
 * guess and 0.5 for a wrong one; its error by the delta method over the cells of the table.
 * James and others, Statistics in Medicine 1996;15:1421. Throws stats-too-few without reads.
 * Example: jamesIndex([[82, 27], [25, 29]], [170, 83]) is 0.748 (0.705 to 0.791).
 */
export function jamesIndex(
  guessed: readonly (readonly number[])[],
  unknown: readonly number[],
  confidence = 0.95,
): JamesIndex {
  const method = "James' index";
  const arms = unknown.length;
  demandInput(
    method,
    guessed.length === arms && guessed.every((row) => row.length === arms),
    'the table is not square',
  );
  const n = [...guessed.flat(), ...unknown].reduce((sum, count) => sum + count, 0);
  demand(method, 'reads', n, 1);
  demand(method, 'arms', arms, 2);
  const shares = guessed.map((row) => row.map((count) => count / n));
  const knowing = shares.flat().reduce((sum, share) => sum + share, 0);
  if (knowing === 0) return { index: 1, standardError: 0, low: 1, high: 1 };
  const ofGuess = shares.map((row) => row.reduce((sum, share) => sum + share, 0) / knowing);
  const ofArm = unknown.map((_, j) => shares.reduce((sum, row) => sum + (row[j] ?? 0), 0) / knowing);
  const wrong = shares.reduce(
    (sum, row, i) => sum + row.reduce((part, share, j) => part + (i === j ? 0 : share), 0),
    0,
  );
  // The weight 0.5 of a wrong guess stands above and below and goes out.
  const observed = wrong / knowing;
  const expected = 1 - ofGuess.reduce((sum, share, i) => sum + share * (ofArm[i] ?? 0), 0);
  if (expected === 0) throw noValue(method, 'all guesses name one arm, and only its reads were guessed');
  const k = observed / expected - 1;
  const index = (2 - knowing + knowing * k) / 2;
  // Derivative of 2 index - 2 = knowing (k - 1) by the share of each cell of guesses; a cell without a guess has none.
  let square = 0;
  let mean = 0;
  for (const [i, row] of shares.entries())
    for (const [j, share] of row.entries()) {
      const observedBy = ((i === j ? 0 : 1) - observed) / knowing;
      const expectedBy = -((ofArm[i] ?? 0) + (ofGuess[j] ?? 0) - 2 * (1 - expected)) / knowing;
      const kBy = observedBy / expected - (observed * expectedBy) / expected ** 2;
      const slope = (k - 1 + knowing * kBy) / 2;
      square += share * slope ** 2;
      mean += share * slope;
    }
  const standardError = Math.sqrt(Math.max(0, square - mean ** 2) / n);
  const reach = normalQuantile((1 - confidence) / 2) * standardError;
  return { index, standardError, low: Math.max(0, index - reach), high: Math.min(1, index + reach) };
}
