import { expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { matrixText, scheduleMatrix } from '#studies/allocation/matrix.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { inputFor, planned } from './configurations.ts';

const input = inputFor(schema.parse(planned(4, [{ readers: 2, arms: [4, 4] }], { kind: 'crossed' })), 1);
const { lists, key } = allocate(input);

test('a matrix has a line for every reader and period and a letter for every arm', () => {
  const matrix = scheduleMatrix(input.protocol, input.readers, lists, key);
  expect(matrix.letters).toEqual([
    { letter: 'A', arm: 'arm-0' },
    { letter: 'B', arm: 'arm-1' },
  ]);
  expect(matrix.lines.map(({ reader, period }) => [reader, period])).toEqual([
    ['G1', 1],
    ['G1', 2],
    ['G2', 1],
    ['G2', 2],
  ]);
  for (const [index, { cells }] of matrix.lines.entries()) {
    // Both arms twice in a period; the other period, and the other reader in this one, have the other arms.
    expect([...cells].sort()).toEqual(['A', 'A', 'B', 'B']);
    for (const other of [index ^ 1, index ^ 2])
      expect(matrix.lines[other]?.cells.some((cell, at) => cell === cells[at])).toBe(false);
  }
  expect(matrixText(matrix)).toMatch(/^A = arm-0\nB = arm-1\nG1 {2}1 {2}[AB]{4}\nG1 {2}2 {2}[AB]{4}\n/);
});

test('without the key it shows no arm', () => {
  const matrix = scheduleMatrix(input.protocol, input.readers, lists, null);
  expect(matrix.letters).toEqual([]);
  expect(new Set(matrix.lines.flatMap(({ cells }) => cells))).toEqual(new Set(['x']));
});
