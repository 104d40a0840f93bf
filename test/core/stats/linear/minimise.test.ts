import { describe, expect, test } from 'vitest';
import { minimise } from '#core/stats/linear/minimise.ts';

type Objective = (x: readonly number[]) => number;

const rosenbrock: Objective = ([a = 0, b = 0]) => 100 * (b - a * a) ** 2 + (1 - a) ** 2;
const powell: Objective = ([a = 0, b = 0, c = 0, d = 0]) =>
  (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4;
const fence: Objective = ([a = 0]) => (a > 0 ? a - Math.log(a) : NaN);
/** As a deviance whose variance is best at zero: even in its standard deviation. */
const border: Objective = ([a = 0, b = 0]) => 300 + Math.log(1 + a * a) + (b * b - 0.25) ** 2;

describe('the least value of test functions', () => {
  test.each([
    ['Rosenbrock', rosenbrock, [-1.2, 1], [1, 1], 1e-6],
    ['Powell, flat to the third order', powell, [3, -1, 0, 1], [0, 0, 0, 0], 0.02],
    ['with places that are not allowed', fence, [4], [1], 1e-6],
    ['at the border of a variance', border, [1, 1], [0, 0.5], 1e-5],
  ] as const)('%s', (_name, objective, start, best, near) => {
    const { at, value, converged } = minimise(objective, start);
    expect(converged).toBe(true);
    expect(value).toBeLessThanOrEqual(objective(best) + 1e-7);
    for (const [place, each] of best.entries()) expect(Math.abs((at[place] ?? NaN) - each)).toBeLessThan(near);
  });

  test('of nothing', () => {
    expect(minimise(() => 3, [])).toMatchObject({ at: [], value: 3, converged: true });
  });
});
