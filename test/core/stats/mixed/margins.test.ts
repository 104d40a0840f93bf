import { describe, expect, test } from 'vitest';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import { linearReport } from '#core/stats/mixed/linearReport.ts';
import golden from '#test/golden/stats/means.json' with { type: 'json' };
import { expectNear } from '../near.ts';
import { tableOf } from './golden.ts';

describe.each(Object.entries(golden))('as emmeans gives the means of %s', (_name, expected) => {
  const fit = fitLinearMixed(modelFrame(tableOf(expected.data), parseFormula(expected.formula)));
  const { means, differences } = linearReport(fit, { means: 'arm' });

  test('means of the arms', () => {
    expect(means.length).toBe(expected.mean.length);
    for (const [place, mean] of means.entries()) {
      expectNear(mean.estimate, expected.mean[place] ?? NaN, 1e-6);
      expectNear(mean.se, expected.se[place] ?? NaN, 1e-4);
      expectNear(mean.df, expected.df[place] ?? NaN, 1e-4);
    }
  });

  test('differences between arms, as ratios where the response is a logarithm', () => {
    // emmeans lists the pairs first by the earlier level, here they come by the later.
    const order = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    const shown = differences.map((each) => [each.estimate, each.se, each.df]);
    for (const [part, values] of [expected.difference, expected.differenceSe, expected.differenceDf].entries())
      for (const [place, value] of order(values).entries())
        expectNear(order(shown.map((each) => each[part] ?? NaN))[place], value, 1e-4);
    const logarithm = expected.formula.startsWith('log');
    expect(differences.map((each) => each.ratio?.estimate ?? null)).toEqual(
      differences.map((each) => (logarithm ? Math.exp(each.estimate) : null)),
    );
  });
});
