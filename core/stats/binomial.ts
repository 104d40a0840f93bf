import { incompleteBeta } from './beta.ts';
import { placeOfFall } from './halving.ts';

/** P(X <= count) of the binomial distribution of `trials` trials with probability `share`. */
export function binomialLowerTail(count: number, trials: number, share: number): number {
  if (count < 0) return 0;
  if (count >= trials) return 1;
  return incompleteBeta(count + 1, trials - count, share).upper;
}

/** The value that a beta variable of shapes `a` and `b` exceeds with probability `upper` (0 < upper < 1). */
export function betaQuantile(upper: number, a: number, b: number): number {
  return placeOfFall((x) => incompleteBeta(a, b, x).upper, upper, 0, 1);
}
