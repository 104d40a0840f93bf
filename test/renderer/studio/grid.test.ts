import { expect, test } from 'vitest';
import { cellAt, gridOf, HEAD, visible } from '#renderer/studio/grid.ts';
import { cellFacts, linesOf, signFacts, type Lists } from '#renderer/studio/scheduleLines.ts';

const lists: Lists = {
  hash: null,
  letters: [],
  cases: ['c1', 'c2', 'c3'],
  lines: [
    { reader: 'R1', group: 'residents', period: 1, cells: 'A.B', order: [2, 0] },
    { reader: 'R1', group: 'residents', period: 2, cells: 'B.A', order: [0, 2] },
    { reader: 'A1', group: 'attendings', period: 1, cells: '.A.', order: [1] },
  ],
  balance: [],
  faults: null,
};

test('lines of a reader stand together, groups apart, and every cell is found where it lies', () => {
  const grid = gridOf(linesOf(lists, 'cases'), 10, 16, 50);
  expect(grid.lines.map(({ top }) => top)).toEqual([HEAD, HEAD + 16, HEAD + 48]);
  expect([grid.width, grid.height]).toEqual([80, HEAD + 64]);
  expect(cellAt(grid, 50, 75, HEAD + 50)).toEqual({ line: 2, column: 2 });
  // Beside the cells: a label, the gap between groups, after the last case.
  expect(cellAt(grid, 50, 49, HEAD + 1)).toBeNull();
  expect(cellAt(grid, 50, 55, HEAD + 40)).toBeNull();
  expect(cellAt(grid, 50, 80, HEAD + 1)).toBeNull();
});

test('columns are cases or places in the list, and tell the same of a read', () => {
  expect(linesOf(lists, 'places').map(({ cells }) => cells)).toEqual(['BA', 'BA', 'A']);
  const fact = { reader: 'R1', period: 1, case: 'c3', place: 1, letter: 'B' };
  expect(cellFacts(lists, 'cases', { line: 0, column: 2 })).toEqual(fact);
  expect(cellFacts(lists, 'places', { line: 0, column: 0 })).toEqual(fact);
  expect(cellFacts(lists, 'cases', { line: 0, column: 1 })).toBeNull();
  expect(cellFacts(lists, 'places', { line: 2, column: 1 })).toBeNull();
});

test('only what is in sight is painted', () => {
  expect(visible(4000, 900, 4, 1000)).toEqual([1000, 1000]);
  expect(visible(398, 10, 4, 1000)).toEqual([99, 102]);
  expect(visible(0, 900, 22, 12)).toEqual([0, 12]);
});

test('a sign tells whether its arm is hidden, and whether it is practice or comes again', () => {
  const told = ['A', 'b', 'x', 'X', '+'].map((sign) => Object.values(signFacts(sign)).map(Number).join(''));
  expect(told).toEqual(['000', '001', '100', '101', '010']);
});
