import { expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { balanceOf } from '#studies/allocation/balance.ts';
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
  for (const { reader, period, order } of matrix.lines) {
    const own = lists.reads.filter((read) => read.reader === reader && read.period === period);
    const byPosition = own.sort((a, b) => a.position - b.position).map((read) => read.case);
    expect(order.map((at) => matrix.cases[at])).toEqual(byPosition);
  }
  expect(matrixText(matrix)).toMatch(/^A = arm-0\nB = arm-1\nG1 {2}1 {2}[AB]{4}\nG1 {2}2 {2}[AB]{4}\n/);
});

test('without the key it shows no arm', () => {
  const matrix = scheduleMatrix(input.protocol, input.readers, lists, null);
  expect(matrix.letters).toEqual([]);
  expect(new Set(matrix.lines.flatMap(({ cells }) => cells))).toEqual(new Set(['x']));
});

test('the balance of stored lists is that of their making, and without the key only of whole groups', () => {
  const { protocol, readers } = input;
  expect(balanceOf(protocol, readers, lists, key)).toEqual(allocate(input).balance);
  const whole = balanceOf(protocol, readers, lists, null);
  expect(whole.map(({ arm }) => arm)).toEqual([null]);
  // A case that the protocol asks for and nobody reads is the least read one.
  const fewer = { ...lists, reads: lists.reads.filter((read) => read.case !== lists.reads[0]?.case) };
  expect(balanceOf(protocol, readers, fewer, null)[0]).toMatchObject({ cases: 4, fewest: 0, most: 4, reads: 12 });
});
