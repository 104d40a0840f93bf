import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewOf } from '#studies/cases/cells.ts';
import { parseListCell, type ListValue } from '#studies/cases/listCell.ts';

test.each([
  ['PA', 'PA'],
  ['pa ', 'PA'],
  ['AP', 'AP'],
  ['AP AXIAL', 'AP'],
  ['LATERAL', 'LATERAL'],
  ['LL', 'LATERAL'],
  ['RL', 'LATERAL'],
  ['Left lateral', 'LATERAL'],
  ['LAT (1)', 'LATERAL'],
  ['Lateral decubitus', 'OTHER'],
  ['LAO', 'OTHER'],
  ['View 1', null],
  ['frontal', null],
  ['', null],
])('the view named %j', (name, view) => {
  expect(viewOf(name)).toEqual({ view, prior: false });
});

test('a prior names itself', () => {
  expect(viewOf('PRIOR_PA')).toEqual({ view: 'PA', prior: true });
  expect(viewOf('prior lateral')).toEqual({ view: 'LATERAL', prior: true });
  expect(viewOf(null)).toEqual({ view: null, prior: false });
});

test('a list cell reads whatever JSON writes', () => {
  const { value } = fc.letrec<{ value: ListValue; list: ListValue[] }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'grapheme' }), fc.constant(null), tie('list')),
    list: fc.array(tie('value'), { maxLength: 4 }),
  }));
  fc.assert(
    fc.property(fc.array(value), (list) => {
      expect(parseListCell(JSON.stringify(list))).toEqual(list);
    }),
  );
});

test("a list cell reads Python's escapes", () => {
  expect(parseListCell(`['it\\'s', "a\\\\b", '\\u00e9\\xe9', (nan, None)]`)).toEqual([
    "it's",
    'a\\b',
    'éé',
    [null, null],
  ]);
});
