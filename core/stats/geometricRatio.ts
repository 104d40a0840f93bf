import { demandInput } from './demand.ts';
import { pairedT, welchT, type TTest } from './tTest.ts';

export interface GeometricRatio {
  /** Geometric mean of the second sample over that of the first. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided, of the hypothesis that the ratio is one. */
  readonly p: number;
  readonly df: number;
}

/**
 * Ratio of the geometric means of two independent samples of positive values: Welch's t test and interval on the logs.
 * Throws statistics where a value is not above zero, else as `welchT`. Example: reading times of two arms.
 */
export function geometricRatio(first: readonly number[], second: readonly number[], confidence = 0.95): GeometricRatio {
  return ratioOf(welchT(logs(second), logs(first), confidence));
}

/** The same for pairs: Student's paired t test on the logs. */
export function pairedGeometricRatio(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): GeometricRatio {
  return ratioOf(pairedT(logs(second), logs(first), confidence));
}

function logs(values: readonly number[]): number[] {
  return values.map((value) => {
    demandInput('ratio of geometric means', value > 0, `the value ${value} is not above zero`);
    return Math.log(value);
  });
}

function ratioOf({ estimate, low, high, p, df }: TTest): GeometricRatio {
  return { ratio: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high), p, df };
}
