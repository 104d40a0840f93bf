import { expect, test } from 'vitest';
import type { Cell } from '#core/stats/table.ts';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { fitLinearMixed, type LinearMixedFit } from '#core/stats/mixed/linearMixed.ts';
import { linearReport } from '#core/stats/mixed/linearReport.ts';
import { tableOf } from './golden.ts';

const rows = Array.from({ length: 24 }, (_, row) => row);
const data: Record<string, readonly Cell[]> = {
  reader: rows.map((row) => `r${row % 4}`),
  case: rows.map((row) => `c${Math.floor(row / 4)}`),
  arm: rows.map((row) => ((row + Math.floor(row / 4)) % 2 === 0 ? 'draft' : 'model')),
  same: rows.map((row) => ((row + Math.floor(row / 4)) % 2 === 0 ? 'x' : 'y')),
  one: rows.map(() => 'only'),
  row: rows.map((row) => `row${row}`),
  y: rows.map((row) => ((row * 37) % 11) / 3 + (row % 4)),
  flat: rows.map(() => 2),
  zero: rows.map((row) => row % 3),
  gaps: rows.map((row) => (row < 23 ? null : 1)),
  none: rows.map(() => null),
};

function fit(formula: string): LinearMixedFit {
  return fitLinearMixed(modelFrame(tableOf(data), parseFormula(formula)));
}

test.each([
  ['one reader', 'y ~ arm + (1|one)', 'one has only one value, only'],
  ['an arm alone', 'y ~ one + (1|reader)', 'one has only one value, only'],
  ['a level for each row', 'y ~ arm + (1|row)', "can't be told from the residual"],
  ['nothing varies', 'flat ~ arm + (1|reader)', 'flat does not vary'],
  ['the log of zero', 'log(zero) ~ arm + (1|reader)', 'log(zero) of 0 is no number'],
  ['a response of words', 'arm ~ y + (1|reader)', 'arm is not of numbers'],
  ['no complete row', 'none ~ arm + (1|reader)', 'no row has all the values'],
  ['a single complete row', 'gaps ~ arm + (1|reader)', 'arm has only one value'],
  ['an unknown column', 'y ~ weight + (1|reader)', 'weight'],
  ['no tilde', 'y + arm', 'it needs one ~'],
  ['a random term without a bar', 'y ~ arm + (reader)', '(reader) is no name of a column'],
])('%s is said in words', (_name, formula, words) => {
  expect(() => fit(formula)).toThrow(words);
});

test('columns that follow from others are left out and named', () => {
  const { names, dropped, estimates } = fit('y ~ arm + same + (1|reader)');
  expect({ names, dropped }).toEqual({ names: ['(Intercept)', 'armmodel'], dropped: ['samey'] });
  expect(estimates.every(Number.isFinite)).toBe(true);
  expect(() => linearReport(fit('y ~ arm + same + (1|reader)'), { means: 'arm' })).toThrow('samey follow from others');
});

test('a variance at its border is named, and nothing is NaN', () => {
  const report = linearReport(fit('y ~ arm + (1|case) + (1|reader)'));
  expect(report.problems).toEqual([{ code: 'singular', group: 'case', effect: '(Intercept)' }]);
  expect(report.components.find(({ group }) => group === 'case')?.variance).toBe(0);
  expect(JSON.stringify(report)).not.toContain('null,"t"');
  for (const each of report.coefficients)
    for (const value of [each.estimate, each.se, each.df, each.p]) expect(value).toBeTypeOf('number');
});

test('another reference level turns the sign', () => {
  const turned = fitLinearMixed(
    modelFrame(tableOf(data), parseFormula('y ~ arm + (1|reader)'), { reference: new Map([['arm', 'model']]) }),
  );
  expect(turned.names).toEqual(['(Intercept)', 'armdraft']);
  expect(turned.estimates[1]).toBeCloseTo(-(fit('y ~ arm + (1|reader)').estimates[1] ?? NaN), 8);
});
