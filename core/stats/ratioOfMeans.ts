import { mean, variance } from './describe.ts';
import { studentQuantile } from './studentT.ts';

export interface RatioOfMeans {
  /** Mean of the second sample over that of the first. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Ratio of the means of two independent samples of positive values, with an interval from the delta method on the
 * log scale: se^2 = var1 / (n1 mean1^2) + var2 / (n2 mean2^2), limits exp(log ratio -+ t se), t of Student's
 * distribution with the degrees of freedom of Welch, Biometrika 1947;34:28. That is Welch's interval for samples
 * divided by their own means. Null where a sample has fewer than two values or a mean that is not above zero, or
 * where neither varies.
 */
export function ratioOfMeans(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): RatioOfMeans | null {
  const parts = [first, second].map((values) => {
    const center = mean(values) ?? 0;
    return { center, n: values.length, error: (variance(values) ?? 0) / values.length / center ** 2 };
  });
  const [a, b] = parts;
  if (!a || !b || parts.some((part) => part.n < 2 || part.center <= 0) || a.error + b.error === 0) return null;
  const df = (a.error + b.error) ** 2 / (a.error ** 2 / (a.n - 1) + b.error ** 2 / (b.n - 1));
  const reach = studentQuantile((1 - confidence) / 2, df) * Math.sqrt(a.error + b.error);
  const ratio = b.center / a.center;
  return { ratio, low: ratio * Math.exp(-reach), high: ratio * Math.exp(reach) };
}
