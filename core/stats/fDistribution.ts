import { incompleteBeta } from './beta.ts';
import { beyondFall, placeOfFall } from './halving.ts';

/** P(F > f) of Snedecor's F distribution with `df1` and `df2` degrees of freedom (any positive numbers). */
export function fUpperTail(f: number, df1: number, df2: number): number {
  if (f <= 0) return 1;
  if (f === Infinity) return 0;
  const total = df1 * f + df2;
  return incompleteBeta(df2 / 2, df1 / 2, df2 / total, (df1 * f) / total).lower;
}

/** The value that F exceeds with probability `upper` (0 < upper < 1). */
export function fQuantile(upper: number, df1: number, df2: number): number {
  const tail = (f: number): number => fUpperTail(f, df1, df2);
  return placeOfFall(tail, upper, 0, beyondFall(tail, upper));
}
