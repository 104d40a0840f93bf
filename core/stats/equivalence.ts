import { studentQuantile, studentUpperTail } from './studentT.ts';

/** One of the two one-sided tests. */
export interface OneSided {
  readonly bound: number;
  readonly t: number;
  readonly p: number;
}

export interface Equivalence {
  /** Against a difference at or below the lower bound. */
  readonly lower: OneSided;
  /** Against a difference at or above the upper bound; alone, the test of non-inferiority where less is better. */
  readonly upper: OneSided;
  /** The larger of the two. */
  readonly p: number;
  /** The interval of confidence 1 - 2 alpha; equivalence is shown where it lies within the bounds. */
  readonly low: number;
  readonly high: number;
  readonly equivalent: boolean;
}

/**
 * Two one-sided t tests (TOST): is a difference, with its standard error and degrees of freedom, greater than `low`
 * and less than `high`? Hypothesis: it lies outside. Times are compared as logarithms, bounds +-log(1.25).
 * Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 1987;15:657.
 * Example: `equivalence({ estimate: -0.138, se: 0.042, df: 258 }, -Math.log(1.25), Math.log(1.25))`.
 */
export function equivalence(
  { estimate, se, df }: { readonly estimate: number; readonly se: number; readonly df: number },
  low: number,
  high: number,
  alpha = 0.05,
): Equivalence {
  const lower = oneSided(low, (estimate - low) / se, df);
  const upper = oneSided(high, (high - estimate) / se, df);
  const p = Math.max(lower.p, upper.p);
  const reach = studentQuantile(alpha, df) * se;
  const flipped = { ...upper, t: -upper.t };
  return { lower, upper: flipped, p, low: estimate - reach, high: estimate + reach, equivalent: p < alpha };
}

function oneSided(bound: number, t: number, df: number): OneSided {
  return { bound, t, p: studentUpperTail(t, df) };
}
