import { demand, demandInput, noValue } from './demand.ts';
import { mean, variance } from './describe.ts';
import { studentQuantile, studentTwoTails } from './studentT.ts';

export interface TTest {
  /** Mean of the first sample less that of the second (of the differences, where paired), in units of the values. */
  readonly estimate: number;
  readonly standardError: number;
  readonly t: number;
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Student's one-sample t test. Hypothesis: the mean is `expected`. The interval is that of mean - expected.
 * Student, Biometrika 1908;6:1. Throws stats-too-few under two values, statistics where they do not vary.
 * Example: oneSampleT([1.1, -0.4, 2.3], 0).
 */
export function oneSampleT(values: readonly number[], expected = 0, confidence = 0.95): TTest {
  demand("Student's t test", 'values', values.length, 2);
  const error = Math.sqrt((variance(values) ?? 0) / values.length);
  return testOf("Student's t test", (mean(values) ?? 0) - expected, error, values.length - 1, confidence);
}

/** Student's paired t test. Hypothesis: the mean difference (first less second) is zero. As `oneSampleT`. */
export function pairedT(first: readonly number[], second: readonly number[], confidence = 0.95): TTest {
  demandInput('paired t test', first.length === second.length, 'the two samples differ in length');
  return oneSampleT(
    first.map((value, index) => value - (second[index] ?? 0)),
    0,
    confidence,
  );
}

/**
 * Welch's t test of two independent samples, variances not taken as equal. Hypothesis: the means are equal.
 * Welch, Biometrika 1947;34:28. Throws stats-too-few under two values a sample, statistics where neither varies.
 */
export function welchT(first: readonly number[], second: readonly number[], confidence = 0.95): TTest {
  const parts = [first, second].map((values) => {
    demand("Welch's t test", 'values in each sample', values.length, 2);
    return { error: (variance(values) ?? 0) / values.length, free: values.length - 1 };
  });
  const square = parts.reduce((sum, { error }) => sum + error, 0);
  const df = square ** 2 / parts.reduce((sum, { error, free }) => sum + error ** 2 / free, 0);
  return testOf("Welch's t test", (mean(first) ?? 0) - (mean(second) ?? 0), Math.sqrt(square), df, confidence);
}

/**
 * Student's t test of two independent samples of equal variance. Hypothesis: the means are equal.
 * Throws as `welchT`.
 */
export function pooledT(first: readonly number[], second: readonly number[], confidence = 0.95): TTest {
  demand("Student's t test", 'values in each sample', Math.min(first.length, second.length), 2);
  const df = first.length + second.length - 2;
  const squares = [first, second].map((values) => (variance(values) ?? 0) * (values.length - 1));
  const pooled = squares.reduce((sum, each) => sum + each, 0) / df;
  const error = Math.sqrt(pooled * (1 / first.length + 1 / second.length));
  return testOf("Student's t test", (mean(first) ?? 0) - (mean(second) ?? 0), error, df, confidence);
}

function testOf(method: string, estimate: number, standardError: number, df: number, confidence: number): TTest {
  if (!(standardError > 0)) throw noValue(method, 'the values do not vary');
  const t = estimate / standardError;
  const reach = studentQuantile((1 - confidence) / 2, df) * standardError;
  return { estimate, standardError, t, df, p: studentTwoTails(t, df), low: estimate - reach, high: estimate + reach };
}
