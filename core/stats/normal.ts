import { placeOfFall } from './halving.ts';

/**
 * P(Z > z) of the standard normal distribution, to about 13 digits: the series of Abramowitz and Stegun 26.2.10
 * in the middle, the continued fraction 26.2.14 in the tails.
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = 0;
    for (let step = 300; step >= 1; step--) fraction = step / (z + fraction);
    return density / (z + fraction);
  }
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** P(|Z| > |z|). */
export function normalTwoTails(z: number): number {
  return 2 * normalUpperTail(Math.abs(z));
}

/** The value that Z exceeds with probability `upper` (0 < upper < 1). */
export function normalQuantile(upper: number): number {
  if (upper > 0.5) return -normalQuantile(1 - upper);
  return placeOfFall(normalUpperTail, upper, 0, 40);
}
