import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  joinedMatrix,
  runsOfRows,
  scaledMatrix,
  stackedMatrix,
  transposedMatrix,
  type Matrix,
} from '#models/chexagent/convert/matrix.ts';
import { BLOCK, quantiseBlocks, quantiseRows } from '#models/chexagent/convert/quantise.ts';

const weights = fc.float({ min: -8, max: 8, noNaN: true });

test('int8 rows come back within half a step, transposed to their columns', () => {
  fc.assert(
    fc.property(fc.array(weights, { minLength: 300, maxLength: 300 }), (values) => {
      const [rows, columns, width, column] = [3, 100, 8, 4];
      const into = new Int8Array(columns * width);
      const scales = new Float32Array(width);
      const source = Float32Array.from(values);
      quantiseRows(source, columns, into, width, column, scales);
      for (let row = 0; row < rows; row++) {
        const scale = scales[column + row] ?? 0;
        for (let index = 0; index < columns; index++) {
          const error = (source[row * columns + index] ?? 0) - scale * (into[index * width + column + row] ?? 0);
          expect(Math.abs(error)).toBeLessThanOrEqual(scale * 0.5001);
        }
      }
      expect([...scales.subarray(0, column), ...scales.subarray(column + rows)].every((scale) => scale === 0)).toBe(
        true,
      );
    }),
    { numRuns: 20 },
  );
});

test('int4 blocks come back within a step, their extreme exactly', () => {
  fc.assert(
    fc.property(fc.array(weights, { minLength: 2 * BLOCK, maxLength: 2 * BLOCK }), (values) => {
      const source = Float32Array.from(values);
      const { packed, scales } = quantiseBlocks(source);
      source.forEach((value, index) => {
        const scale = scales[Math.floor(index / BLOCK)] ?? 0;
        const byte = packed[index >> 1] ?? 0;
        const level = index % 2 === 0 ? byte & 15 : byte >> 4;
        const error = Math.abs(value - (level - 8) * scale);
        // Only values opposite to the extreme can be cut off: the levels go to 7 on that side.
        expect(error).toBeLessThanOrEqual(Math.abs(scale) * (value / scale > 7 ? 1.001 : 0.501));
      });
    }),
    { numRuns: 50 },
  );
});

test('a block of zeros has the scale zero and stays zeros', () => {
  const { packed, scales } = quantiseBlocks(new Float32Array(BLOCK));
  expect(Math.abs(scales[0] ?? 1)).toBe(0);
  expect(packed.every((byte) => byte === 0x88)).toBe(true);
});

/** A matrix of numbers that tell their place. */
function counting(rows: number, columns: number, start: number): Matrix {
  const read = (from: number, count: number) =>
    Promise.resolve(Float32Array.from({ length: count * columns }, (_, index) => start + from * columns + index));
  return { rows, columns, read };
}

async function whole(matrix: Matrix): Promise<number[][]> {
  const rows: number[][] = [];
  for (let row = 0; row < matrix.rows; row++) rows.push([...(await matrix.read(row, 1))]);
  return rows;
}

test('matrices are stacked, joined, scaled and transposed as they are read', async () => {
  const [a, b] = [counting(2, 2, 0), counting(1, 2, 10)];
  expect(await whole(stackedMatrix([a, b]))).toEqual([
    [0, 1],
    [2, 3],
    [10, 11],
  ]);
  expect([...(await stackedMatrix([a, b]).read(1, 2))]).toEqual([2, 3, 10, 11]);
  expect(await whole(joinedMatrix([a, counting(2, 1, 7)]))).toEqual([
    [0, 1, 7],
    [2, 3, 8],
  ]);
  expect(await whole(scaledMatrix(a, 0.5))).toEqual([
    [0, 0.5],
    [1, 1.5],
  ]);
  expect(await whole(transposedMatrix(counting(2, 3, 0)))).toEqual([
    [0, 3],
    [1, 4],
    [2, 5],
  ]);
});

test('large matrices are read in runs', async () => {
  const starts: number[] = [];
  let values = 0;
  for await (const run of runsOfRows(counting(1000, 10_000, 0))) {
    starts.push(run.start);
    values += run.values.length;
    expect(run.values[0]).toBe(run.start * 10_000);
  }
  expect(starts).toEqual([0, 419, 838]);
  expect(values).toBe(10_000_000);
});
