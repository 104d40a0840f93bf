import { describe, expect, test } from 'vitest';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { kenwardRoger } from '#core/stats/mixed/kenwardRoger.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import { satterthwaite } from '#core/stats/mixed/satterthwaite.ts';
import golden from '#test/golden/stats/mixed.json' with { type: 'json' };
import { expectNear } from '../near.ts';
import { tableOf } from './golden.ts';

/** The tolerance of mixed models: both sides end a numerical search. */
const NEAR = 1e-4;

function expectAllNear(actual: readonly number[], expected: readonly number[], share = NEAR): void {
  expect(actual.length).toBe(expected.length);
  for (const [place, value] of expected.entries()) expectNear(actual[place], value, share);
}

describe.each(Object.entries(golden))('as lme4 fits %s', (_name, expected) => {
  const frame = modelFrame(tableOf(expected.data), parseFormula(expected.formula));
  const fit = fitLinearMixed(frame, { reml: expected.reml === 1 });
  const units = fit.names.map((_, i) => fit.names.map((_, j) => (i === j ? 1 : 0)));

  test('coefficients, their covariance and the criterion', () => {
    expect(fit.names).toEqual(expected.names);
    expectAllNear(fit.estimates, expected.estimate);
    expectAllNear(
      fit.vcov.map((row, i) => Math.sqrt(row[i] ?? NaN)),
      expected.se,
    );
    expectNear(fit.criterion, expected.criterion, 1e-8);
    expectNear(fit.aic, expected.aic, 1e-8);
    expect(fit.problems.some(({ code }) => code === 'singular')).toBe(expected.singular === 1);
  });

  test('variance components', () => {
    const shown = [
      ...fit.components.map((each) => each.variance),
      ...fit.correlations.map((each) => each.covariance),
      fit.residualVariance,
    ];
    const largest = Math.max(...shown);
    const sorted = shown.sort((a, b) => a - b);
    for (const [place, value] of [...expected.components].sort((a, b) => a - b).entries())
      expect(Math.abs((sorted[place] ?? NaN) - value) / largest).toBeLessThan(NEAR);
  });

  test('degrees of freedom', () => {
    expectAllNear(units.map(satterthwaite(fit)), expected.satterthwaite);
    if (!('krDf' in expected)) return;
    const adjusted = kenwardRoger(fit);
    expectAllNear(
      (adjusted?.vcov ?? []).map((row, i) => Math.sqrt(row[i] ?? NaN)),
      expected.krSe,
    );
    expectAllNear(
      units.map((unit) => adjusted?.df(unit) ?? NaN),
      expected.krDf,
    );
  });
});
