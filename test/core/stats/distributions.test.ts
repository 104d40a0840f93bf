import { expect, test } from 'vitest';
import { normalUpperTail } from '#core/stats/normal.ts';
import { studentQuantile, studentUpperTail } from '#core/stats/studentT.ts';
import golden from '#test/golden/stats/distributions.json' with { type: 'json' };
import { expectNear } from './near.ts';

test('the normal tail is that of R', () => {
  for (const { z, upper } of golden.normal) expectNear(normalUpperTail(z), upper, 1e-12);
  expect(normalUpperTail(0)).toBe(0.5);
});

test("the tail of Student's t is that of R", () => {
  for (const { t, df, upper } of golden.student) expectNear(studentUpperTail(t, df), upper, 1e-10);
});

test("the quantile of Student's t is that of R", () => {
  for (const { upper, df, t } of golden.studentQuantile) expectNear(studentQuantile(upper, df), t, 1e-10);
});
