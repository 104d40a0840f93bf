import { demand, demandInput, noValue } from '../demand.ts';
import { fQuantile, fUpperTail } from '../fDistribution.ts';

export type IccForm = 'ICC(1,1)' | 'ICC(2,1)' | 'ICC(3,1)' | 'ICC(1,k)' | 'ICC(2,k)' | 'ICC(3,k)';

export interface Icc {
  readonly form: IccForm;
  readonly icc: number;
  readonly low: number;
  readonly high: number;
  /** F test of the hypothesis that the coefficient is zero. */
  readonly f: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
}

/** A row a case, a column a rater, none missing. */
export type Scores = readonly (readonly number[])[];

/** Mean squares of the two-way table: between cases, between raters, of error, and within cases. */
export function meanSquares(method: string, scores: Scores): Record<'cases' | 'raters' | 'error' | 'within', number> {
  const n = scores.length;
  const k = scores[0]?.length ?? 0;
  demand(method, 'cases', n, 2);
  demand(method, 'raters', k, 2);
  demandInput(
    method,
    scores.every((row) => row.length === k),
    'a case lacks a rating',
  );
  const grand = scores.flat().reduce((sum, value) => sum + value, 0) / (n * k);
  const square = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - grand) ** 2, 0);
  const ofCases = scores.map((row) => row.reduce((sum, value) => sum + value, 0) / k);
  const ofRaters = Array.from({ length: k }, (_, j) => scores.reduce((sum, row) => sum + (row[j] ?? 0), 0) / n);
  const [cases, raters] = [k * square(ofCases), n * square(ofRaters)];
  const within = scores.reduce(
    (sum, row, i) => sum + row.reduce((part, value) => part + (value - (ofCases[i] ?? 0)) ** 2, 0),
    0,
  );
  const error = scores.reduce(
    (sum, row, i) =>
      sum + row.reduce((part, value, j) => part + (value - (ofCases[i] ?? 0) - (ofRaters[j] ?? 0) + grand) ** 2, 0),
    0,
  );
  return {
    cases: cases / (n - 1),
    raters: raters / (k - 1),
    error: error / ((n - 1) * (k - 1)),
    within: within / (n * (k - 1)),
  };
}

/**
 * The six intraclass correlations of Shrout and Fleiss, Psychological Bulletin 1979;86:420, with their intervals:
 * one-way random (1), two-way random for agreement (2), two-way with fixed raters for consistency (3); of a single
 * rating (1) or of the mean of k. Hypothesis: the coefficient is zero. Intervals of the second form by McGraw and Wong,
 * Psychological Methods 1996;1:30. Throws stats-too-few under two cases or raters, statistics without any spread.
 */
export function intraclassCorrelations(scores: Scores, confidence = 0.95): Icc[] {
  const method = 'intraclass correlation';
  const { cases, raters, error, within } = meanSquares(method, scores);
  const [n, k] = [scores.length, scores[0]?.length ?? 0];
  if (cases === 0 && within === 0) throw noValue(method, 'all ratings are equal');
  if (within === 0 || error === 0)
    throw noValue(method, `the ${within === 0 ? 'raters' : 'differences of raters'} do not vary, so F has no bound`);
  const tail = (1 - confidence) / 2;
  const [df1, dfWithin, dfError] = [n - 1, n * (k - 1), (n - 1) * (k - 1)];
  const oneWay = limits(cases / within, df1, dfWithin, tail);
  const fixed = limits(cases / error, df1, dfError, tail);
  const single = (f: number): number => (f - 1) / (f + k - 1);
  const mean = (f: number): number => 1 - 1 / f;
  const icc2 = (cases - error) / (cases + (k - 1) * error + (k * (raters - error)) / n);
  const random = randomRaters(icc2, { cases, raters, error }, n, k, tail);
  const meanOf = (one: number): number => (k * one) / (1 + (k - 1) * one);
  const tests = {
    oneWay: { f: cases / within, df1, df2: dfWithin, p: fUpperTail(cases / within, df1, dfWithin) },
    twoWay: { f: cases / error, df1, df2: dfError, p: fUpperTail(cases / error, df1, dfError) },
  };
  return [
    {
      form: 'ICC(1,1)',
      icc: single(cases / within),
      low: single(oneWay.low),
      high: single(oneWay.high),
      ...tests.oneWay,
    },
    { form: 'ICC(2,1)', icc: icc2, ...random, ...tests.twoWay },
    { form: 'ICC(3,1)', icc: single(cases / error), low: single(fixed.low), high: single(fixed.high), ...tests.twoWay },
    { form: 'ICC(1,k)', icc: mean(cases / within), low: mean(oneWay.low), high: mean(oneWay.high), ...tests.oneWay },
    {
      form: 'ICC(2,k)',
      icc: (cases - error) / (cases + (raters - error) / n),
      low: meanOf(random.low),
      high: meanOf(random.high),
      ...tests.twoWay,
    },
    { form: 'ICC(3,k)', icc: mean(cases / error), low: mean(fixed.low), high: mean(fixed.high), ...tests.twoWay },
  ];
}

/** Confidence limits of a ratio of mean squares. */
function limits(f: number, df1: number, df2: number, tail: number): { low: number; high: number } {
  return { low: f / fQuantile(tail, df1, df2), high: f * fQuantile(tail, df2, df1) };
}

function randomRaters(
  icc: number,
  { cases, raters, error }: { cases: number; raters: number; error: number },
  n: number,
  k: number,
  tail: number,
): { low: number; high: number } {
  const a = (k * icc) / (n * (1 - icc));
  const b = 1 + (k * icc * (n - 1)) / (n * (1 - icc));
  const df = (a * raters + b * error) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
  const rest = (k * n - k - n) * error + k * raters;
  const down = fQuantile(tail, n - 1, df);
  const up = fQuantile(tail, df, n - 1);
  return {
    low: (n * (cases - down * error)) / (down * rest + n * cases),
    high: (n * (up * cases - error)) / (rest + n * up * cases),
  };
}
