import type { Weights } from '../checkpoint/weights.ts';

/** A weight matrix [rows, columns] = [outputs, inputs] that is read in runs of rows, as float32. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  read(start: number, count: number): Promise<Float32Array<ArrayBuffer>>;
}

/** A tensor as stored: its first axis are the rows, all others the columns. */
export function storedMatrix(weights: Weights, name: string): Matrix {
  const [rows = 0, ...rest] = weights.shape(name) ?? [];
  const columns = rest.reduce((product, size) => product * size, 1);
  return { rows, columns, read: (start, count) => weights.rows(name, start, count) };
}

/** Each value times `factor`: a scale that the graph then need not apply. */
export function scaledMatrix(matrix: Matrix, factor: number): Matrix {
  async function read(start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const values = await matrix.read(start, count);
    for (let index = 0; index < values.length; index++) values[index] = (values[index] as number) * factor;
    return values;
  }
  return { ...matrix, read };
}

/** Matrices of one width below each other: one product in place of several with the same input. */
export function stackedMatrix(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]?.columns ?? 0;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  async function read(start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const values = new Float32Array(count * columns);
    let top = 0;
    for (const part of parts) {
      const from = Math.max(start, top);
      const to = Math.min(start + count, top + part.rows);
      if (from < to) values.set(await part.read(from - top, to - from), (from - start) * columns);
      top += part.rows;
    }
    return values;
  }
  return { rows, columns, read };
}

/** Matrices of one height side by side: one product in place of a sum of several. */
export function joinedMatrix(parts: readonly Matrix[]): Matrix {
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  async function read(start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const values = new Float32Array(count * columns);
    let left = 0;
    for (const part of parts) {
      const piece = await part.read(start, count);
      for (let row = 0; row < count; row++) {
        values.set(piece.subarray(row * part.columns, (row + 1) * part.columns), row * columns + left);
      }
      left += part.columns;
    }
    return values;
  }
  return { rows, columns, read };
}

/** Rows become columns; the whole matrix is read for it, so only for small ones. */
export function transposedMatrix(matrix: Matrix): Matrix {
  const rows = matrix.columns;
  const columns = matrix.rows;
  let whole: Promise<Float32Array> | null = null;
  async function read(start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const source = await (whole ??= matrix.read(0, matrix.rows));
    const values = new Float32Array(count * columns);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < columns; column++) {
        values[row * columns + column] = source[column * rows + start + row] as number;
      }
    }
    if (start + count === rows) whole = null;
    return values;
  }
  return { rows, columns, read };
}

/** Vectors one after the other. */
export async function joinedVectors(weights: Weights, names: readonly string[]): Promise<Float32Array> {
  const parts = await Promise.all(names.map((name) => weights.all(name)));
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const CHUNK_VALUES = 1 << 22;

/** The matrix from top to bottom in runs of at most 16 MiB of float32. */
export async function* runsOfRows(
  matrix: Matrix,
): AsyncGenerator<{ start: number; values: Float32Array<ArrayBuffer> }> {
  const count = Math.max(1, Math.floor(CHUNK_VALUES / matrix.columns));
  for (let start = 0; start < matrix.rows; start += count) {
    yield { start, values: await matrix.read(start, Math.min(count, matrix.rows - start)) };
  }
}
