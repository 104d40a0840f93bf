import { toHalves } from '../halves.ts';
import type { Matrix } from './matrix.ts';
import { runsOfRows } from './matrix.ts';
import type { TensorSource } from './onnxGraph.ts';
import { BLOCK, quantiseBlocks, quantiseRows } from './quantise.ts';

/** Sources of the data file's parts: each is read once, in the order of the file. */

export function floatSource(matrix: Matrix): TensorSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const { values } of runsOfRows(matrix)) yield bytesOf(values);
  }
  return { bytes: matrix.rows * matrix.columns * 4, chunks };
}

export function halfSource(matrix: Matrix): TensorSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const { values } of runsOfRows(matrix)) yield bytesOf(toHalves(values));
  }
  return { bytes: matrix.rows * matrix.columns * 2, chunks };
}

export function valuesSource(length: number, values: () => Promise<Float32Array>): TensorSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield bytesOf(await values());
  }
  return { bytes: length * 4, chunks };
}

export interface QuantisedSources {
  readonly weights: TensorSource;
  /** Known only after the weights were read; must come after them in the file. */
  readonly scales: TensorSource;
}

/** int8 [columns, rows] and one scale a row. Held whole while it is made, being transposed. */
export function int8Sources(matrix: Matrix): QuantisedSources {
  const { rows, columns } = matrix;
  let scales: Float32Array | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const quantised = new Int8Array(rows * columns);
    const found = new Float32Array(rows);
    for await (const { start, values } of runsOfRows(matrix)) {
      quantiseRows(values, columns, quantised, rows, start, found);
    }
    scales = found;
    yield bytesOf(quantised);
  }
  return { weights: { bytes: rows * columns, chunks }, scales: after(rows, () => scales) };
}

/** 4 bits [rows, columns / 32, 16 bytes] and scales [rows, columns / 32]. */
export function int4Sources(matrix: Matrix): QuantisedSources {
  const { rows, columns } = matrix;
  const blocks = columns / BLOCK;
  let scales: Float32Array | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const found = new Float32Array(rows * blocks);
    for await (const { start, values } of runsOfRows(matrix)) {
      const run = quantiseBlocks(values);
      found.set(run.scales, start * blocks);
      yield run.packed;
    }
    scales = found;
  }
  return { weights: { bytes: (rows * columns) / 2, chunks }, scales: after(rows * blocks, () => scales) };
}

function after(length: number, scales: () => Float32Array | null): TensorSource {
  return valuesSource(length, async () => {
    const found = scales();
    if (!found) throw new Error('scales asked for before their weights');
    return found;
  });
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
