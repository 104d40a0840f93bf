import { expect, test } from 'vitest';
import { equivalence } from '#core/stats/equivalence.ts';
import { pairedT } from '#core/stats/tTest.ts';
import { sleepHours } from '#core/stats/validation/publishedTables.ts';
import { expectNear } from './near.ts';

test("R's sleep data, paired, within +-2.5 hours", () => {
  const { standardError, ...paired } = pairedT(...sleepHours);
  expectNear(paired.t, -4.0621277, 1e-7);
  const { lower, upper, low, high, equivalent, p } = equivalence({ ...paired, se: standardError }, -2.5, 2.5);
  expectNear(lower.t, 2.3652895, 1e-7);
  expectNear(lower.p, 0.02111686, 1e-6);
  expectNear(upper.t, -10.4895449, 1e-8);
  expectNear(low, -2.2930053, 1e-7);
  expectNear(high, -0.8669947, 1e-7);
  expect({ equivalent, p }).toEqual({ equivalent: true, p: lower.p });
});
