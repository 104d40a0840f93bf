import { expect, test } from 'vitest';
import { fitRidgeLogistic, logOdds } from '#core/stats/ridgeLogistic.ts';
import { rocArea } from '#core/stats/rocArea.ts';
import golden from '#test/golden/stats/ridge.json' with { type: 'json' };

test('gives the coefficients that SciPy finds for the same likelihood and penalty', () => {
  for (const { lambda, intercept, coefficients } of golden.fits) {
    const fit = fitRidgeLogistic(
      golden.rows,
      golden.outcome.map((each) => each === 1),
      lambda,
    );
    expect(fit.intercept).toBeCloseTo(intercept, 5);
    for (const [index, each] of coefficients.entries()) expect(fit.coefficients[index]).toBeCloseTo(each, 5);
    expect(logOdds(fit, golden.rows[0] ?? [])).toBeCloseTo(
      intercept + coefficients.reduce((sum, each, index) => sum + each * (golden.rows[0]?.[index] ?? 0), 0),
      4,
    );
  }
});

test('stays finite where a column tells the outcome for certain', () => {
  const { coefficients } = fitRidgeLogistic([[0], [0], [1], [1]], [false, false, true, true], 1);
  expect(coefficients[0]).toBeGreaterThan(0);
  expect(coefficients[0]).toBeLessThan(5);
});

test('an area with its interval, by hand', () => {
  // Three of four pairs in order; placements 1, 0.5 and 0.5, 1: variance 0.125 / 2 + 0.125 / 2.
  const { auc, low, high } = rocArea([3, 1.5], [1, 2]);
  expect(auc).toBe(0.75);
  expect(high).toBe(1);
  expect(low).toBeCloseTo(0.75 - 1.959964 * Math.sqrt(0.125), 5);
  expect(rocArea([1, 1], [1, 1]).auc).toBe(0.5);
});
