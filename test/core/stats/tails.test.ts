import { test } from 'vitest';
import { betaQuantile, binomialLowerTail } from '#core/stats/binomial.ts';
import { chiSquaredQuantile, chiSquaredUpperTail } from '#core/stats/chiSquared.ts';
import { fQuantile, fUpperTail } from '#core/stats/fDistribution.ts';
import { normalQuantile, normalTwoTails } from '#core/stats/normal.ts';
import { studentTwoTails, studentUpperTail } from '#core/stats/studentT.ts';
import golden from '#test/golden/stats/tails.json' with { type: 'json' };
import { expectNear } from './near.ts';

test('chi-squared tails and quantiles are those of R', () => {
  for (const { x, df, upper } of golden.chiSquared) expectNear(chiSquaredUpperTail(x, df), upper, 1e-11);
  for (const { upper, df, x } of golden.chiSquaredQuantile) expectNear(chiSquaredQuantile(upper, df), x, 1e-11);
});

test('F tails and quantiles are those of R', () => {
  for (const { f, df1, df2, upper } of golden.f) expectNear(fUpperTail(f, df1, df2), upper, 1e-11);
  // R's own quantiles hold to 6e-11 here (its tail at its quantile is not the tail that was asked for).
  for (const { upper, df1, df2, f } of golden.fQuantile) expectNear(fQuantile(upper, df1, df2), f, 1e-10);
});

test('beta quantiles and binomial tails are those of R', () => {
  for (const { upper, a, b, x } of golden.betaQuantile) expectNear(betaQuantile(upper, a, b), x, 1e-11);
  for (const { count, trials, share, lower } of golden.binomial)
    expectNear(binomialLowerTail(count, trials, share), lower, 1e-11);
});

test("Student's t keeps its digits with many degrees of freedom", () => {
  for (const { t, df, upper } of golden.student) expectNear(studentUpperTail(t, df), upper, 1e-11);
});

test('normal quantiles are those of R', () => {
  for (const { upper, z } of golden.normalQuantile) expectNear(normalQuantile(upper), z, 1e-12);
});

test('two tails are twice the upper one, on both sides', () => {
  expectNear(normalTwoTails(-1.959963984540054), 0.05, 1e-12);
  expectNear(studentTwoTails(-12.706204736174698, 1), 0.05, 1e-12);
});
