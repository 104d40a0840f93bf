import { describe, expect, test } from 'vitest';
import { geometricMean, mean, quantile, standardDeviation, variance } from '#core/stats/describe.ts';
import golden from '#test/golden/stats/samples.json' with { type: 'json' };
import { expectNear } from './near.ts';

describe.each(Object.entries(golden))('as R describes %s', (_name, { x, ...expected }) => {
  test('mean, spread and quantiles', () => {
    expectNear(mean(x), expected.mean);
    expectNear(standardDeviation(x), expected.sd);
    expectNear(quantile(x, 0.5), expected.median);
    expectNear(quantile(x, 0.25), expected.q1);
    expectNear(quantile(x, 0.75), expected.q3);
    expectNear(quantile(x, 0.1), expected.q10);
    expectNear(geometricMean(x), expected.geometricMean);
  });
});

test('too few values give null', () => {
  expect([mean([]), variance([5]), standardDeviation([5]), quantile([], 0.5), geometricMean([])]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
  expect([quantile([7], 0.25), geometricMean([4, 0])]).toEqual([7, null]);
});
