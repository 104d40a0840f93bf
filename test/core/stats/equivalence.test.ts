import { expect, test } from 'vitest';
import { equivalence } from '#core/stats/equivalence.ts';
import { meanDifference } from '#core/stats/meanDifference.ts';
import { expectNear } from './near.ts';

const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test("R's sleep data, paired, within +-2.5 hours", () => {
  const paired = meanDifference(
    first.map((value, row) => value - (second[row] ?? 0)),
    null,
  );
  expectNear(paired.estimate / paired.se, -4.0621277, 1e-7);
  const { lower, upper, low, high, equivalent, p } = equivalence(paired, -2.5, 2.5);
  expectNear(lower.t, 2.3652895, 1e-7);
  expectNear(lower.p, 0.02111686, 1e-6);
  expectNear(upper.t, -10.4895449, 1e-8);
  expectNear(low, -2.2930053, 1e-7);
  expectNear(high, -0.8669947, 1e-7);
  expect({ equivalent, p }).toEqual({ equivalent: true, p: lower.p });
});

// t.test(first, second) and t.test(first, second, var.equal = TRUE) of R 4.2.2.
test('two samples, with a variance each and with one', () => {
  const welch = meanDifference(first, second);
  expectNear(welch.estimate / welch.se, -1.860813467486853, 1e-12);
  expectNear(welch.df, 17.776473516178495, 1e-12);
  const pooled = meanDifference(first, second, { pooled: true });
  expectNear(pooled.estimate / pooled.se, -1.860813467486853, 1e-12);
  expect(pooled.df).toBe(18);
});

test('what can not be compared says why', () => {
  expect(() => meanDifference([1], [2, 3])).toThrow('fewer than two');
  expect(() => meanDifference([1, 1], [2, 2])).toThrow('do not vary');
});
