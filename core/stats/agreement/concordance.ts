import { demand, demandInput, noValue } from '../demand.ts';
import { mean } from '../describe.ts';
import { normalQuantile } from '../normal.ts';

export interface Concordance {
  readonly ccc: number;
  readonly low: number;
  readonly high: number;
  /** Pearson's correlation, and the factor by which the line of the data misses that of identity. */
  readonly precision: number;
  readonly accuracy: number;
}

/**
 * Lin's concordance correlation of two methods: how near the pairs lie to the line of identity, 1 being on it. Moments
 * with n below; interval by Fisher's z. Lin, Biometrics 1989;45:255, variance as corrected in 2000;56:324.
 * Throws stats-too-few under three pairs, statistics where a method does not vary.
 */
export function concordance(first: readonly number[], second: readonly number[], confidence = 0.95): Concordance {
  const method = "Lin's concordance correlation";
  demandInput(method, first.length === second.length, 'the two methods differ in the number of cases');
  const n = first.length;
  demand(method, 'pairs', n, 3);
  const [a, b] = [mean(first) ?? 0, mean(second) ?? 0];
  const moment = (x: readonly number[], y: readonly number[], cx: number, cy: number): number =>
    x.reduce((sum, value, index) => sum + (value - cx) * ((y[index] ?? 0) - cy), 0) / n;
  const [xx, yy, xy] = [moment(first, first, a, a), moment(second, second, b, b), moment(first, second, a, b)];
  if (xx === 0 || yy === 0) throw noValue(method, 'the values of a method are all equal');
  const ccc = (2 * xy) / (xx + yy + (a - b) ** 2);
  const precision = xy / Math.sqrt(xx * yy);
  const accuracy = (2 * Math.sqrt(xx * yy)) / (xx + yy + (a - b) ** 2);
  if (1 - Math.abs(precision) < 1e-12 && Math.abs(ccc) > 1 - 1e-12)
    return { ccc, low: ccc, high: ccc, precision, accuracy };
  if (xy === 0) throw noValue(method, 'the methods do not go together at all, so there is no interval');
  const shift = (a - b) ** 2 / Math.sqrt(xx * yy);
  const square = precision ** 2;
  const [c2, c3, c4] = [ccc ** 2, ccc ** 3, ccc ** 4];
  const variance =
    (((1 - square) * c2) / ((1 - c2) * square) +
      (2 * c3 * (1 - ccc) * shift) / (precision * (1 - c2) ** 2) -
      (c4 * shift ** 2) / (2 * square * (1 - c2) ** 2)) /
    (n - 2);
  const reach = normalQuantile((1 - confidence) / 2) * Math.sqrt(Math.max(0, variance));
  const z = Math.atanh(ccc);
  return { ccc, low: Math.tanh(z - reach), high: Math.tanh(z + reach), precision, accuracy };
}
