import { incompleteGamma } from './gamma.ts';
import { beyondFall, placeOfFall } from './halving.ts';

/** P(X > x) of the chi-squared distribution with `df` degrees of freedom (any positive number). */
export function chiSquaredUpperTail(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).upper;
}

/** The value that X exceeds with probability `upper` (0 < upper < 1). */
export function chiSquaredQuantile(upper: number, df: number): number {
  const tail = (x: number): number => chiSquaredUpperTail(x, df);
  return placeOfFall(tail, upper, 0, beyondFall(tail, upper));
}
