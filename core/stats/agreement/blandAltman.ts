import { demand, demandInput } from '../demand.ts';
import { mean, standardDeviation } from '../describe.ts';
import { studentQuantile } from '../studentT.ts';

interface WithInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface LimitsOfAgreement {
  /** Mean of first less second, in the unit of the values. */
  readonly bias: WithInterval;
  readonly standardDeviation: number;
  /** Between these lie the differences of 95 % of the cases. */
  readonly lower: WithInterval;
  readonly upper: WithInterval;
}

/** As the authors have it, rounded. */
const Z = 1.96;

/**
 * Bland and Altman's limits of agreement of two methods, bias -+ 1.96 SD, with intervals: of the bias by Student's t, of
 * the limits by t times SD sqrt(1/n + z^2 / (2 (n - 1))). Bland and Altman, Lancet 1986;327:307 and Statistical Methods
 * in Medical Research 1999;8:135. Throws stats-too-few under two pairs.
 */
export function blandAltman(first: readonly number[], second: readonly number[], confidence = 0.95): LimitsOfAgreement {
  const method = 'limits of agreement';
  demandInput(method, first.length === second.length, 'the two methods differ in the number of cases');
  const differences = first.map((value, index) => value - (second[index] ?? 0));
  const n = differences.length;
  demand(method, 'pairs', n, 2);
  const bias = mean(differences) ?? 0;
  const spread = standardDeviation(differences) ?? 0;
  const t = studentQuantile((1 - confidence) / 2, n - 1);
  const around = (value: number, error: number): WithInterval => ({
    value,
    low: value - t * error,
    high: value + t * error,
  });
  const ofLimit = spread * Math.sqrt(1 / n + Z ** 2 / (2 * (n - 1)));
  return {
    bias: around(bias, spread / Math.sqrt(n)),
    standardDeviation: spread,
    lower: around(bias - Z * spread, ofLimit),
    upper: around(bias + Z * spread, ofLimit),
  };
}
