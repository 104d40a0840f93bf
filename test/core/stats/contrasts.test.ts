import { describe, expect, test } from 'vitest';
import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { midranks } from '#core/stats/ranks.ts';
import { ratioOfMeans } from '#core/stats/ratioOfMeans.ts';
import golden from '#test/golden/stats/samples.json' with { type: 'json' };
import { expectNear } from './near.ts';

describe.each(Object.entries(golden))('as R compares %s', (_name, { x, y, ...expected }) => {
  test('Mann-Whitney', () => {
    const result = mannWhitney(x, y);
    expect(result).toMatchObject({ u: expected.u, method: expected.method });
    expectNear(result?.p, expected.p);
    expectNear(mannWhitney(y, x)?.p, expected.p);
  });

  test('ratio of means with its interval', () => {
    const result = ratioOfMeans(x, y);
    expectNear(result?.ratio, expected.ratio);
    expectNear(result?.low, expected.low);
    expectNear(result?.high, expected.high);
  });
});

test('ranks share the mean of equal values', () => {
  expect(midranks([3, 1, 3, 2, 3])).toEqual({ ranks: [4, 1, 4, 2, 4], ties: [1, 1, 3] });
});

test('what can not be compared gives null', () => {
  expect([
    mannWhitney([], [1]),
    mannWhitney([2, 2], [2]),
    ratioOfMeans([1], [2, 3]),
    ratioOfMeans([2, 2], [3, 3]),
    ratioOfMeans([0, 0], [3, 4]),
  ]).toEqual([null, null, null, null, null]);
});
