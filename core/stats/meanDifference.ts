import { Failure } from '#core/errors.ts';
import { mean, variance } from './describe.ts';

export interface MeanDifference {
  readonly method: string;
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
}

/**
 * Difference of two means with its standard error and degrees of freedom, for t tests: of one sample of paired
 * differences (`second` null), of two samples with a variance each (Welch, Biometrika 1947;34:28), or of two with one
 * variance (`pooled`, Student). Hypothesis of the tests built on it: the values are normal, or the samples large.
 * Throws statistics where a sample has fewer than two values or nothing varies.
 */
export function meanDifference(
  first: readonly number[],
  second: readonly number[] | null,
  { pooled = false }: { pooled?: boolean } = {},
): MeanDifference {
  const method = second === null ? 'paired t' : pooled ? "Student's t" : "Welch's t";
  const samples = second === null ? [first] : [first, second];
  if (samples.some((values) => values.length < 2))
    throw new Failure('statistics', { method, reason: 'a sample has fewer than two values' });
  const errors = samples.map((values) => (variance(values) ?? 0) / values.length);
  const [a = 0, b = 0] = errors;
  if (a + b === 0) throw new Failure('statistics', { method, reason: 'the values do not vary' });
  const estimate = (mean(first) ?? 0) - (second === null ? 0 : (mean(second) ?? 0));
  const [n, m] = [first.length, second?.length ?? 0];
  if (second === null) return { method, estimate, se: Math.sqrt(a), df: n - 1 };
  if (!pooled)
    return { method, estimate, se: Math.sqrt(a + b), df: (a + b) ** 2 / (a ** 2 / (n - 1) + b ** 2 / (m - 1)) };
  const df = n + m - 2;
  const common = (a * n * (n - 1) + b * m * (m - 1)) / df;
  return { method, estimate, se: Math.sqrt(common * (1 / n + 1 / m)), df };
}
