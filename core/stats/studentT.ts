import { incompleteBeta } from './beta.ts';
import { beyondFall, placeOfFall } from './halving.ts';

/** P(T > t) of Student's t distribution with `df` degrees of freedom (any positive number). */
export function studentUpperTail(t: number, df: number): number {
  const square = t * t;
  if (square === Infinity) return t > 0 ? 0 : 1;
  const tail = incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square)).lower / 2;
  return t < 0 ? 1 - tail : tail;
}

/** P(|T| > |t|). */
export function studentTwoTails(t: number, df: number): number {
  return 2 * studentUpperTail(Math.abs(t), df);
}

/** The value that T exceeds with probability `upper` (0 < upper < 1). */
export function studentQuantile(upper: number, df: number): number {
  if (upper > 0.5) return -studentQuantile(1 - upper, df);
  const tail = (t: number): number => studentUpperTail(t, df);
  return placeOfFall(tail, upper, 0, beyondFall(tail, upper));
}
