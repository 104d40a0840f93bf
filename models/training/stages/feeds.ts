import type { Tensor } from '#models/chexagent/architecture.ts';

/** Tensors that batches feed. */

export function floats(dims: readonly number[], data: Float32Array): Tensor {
  return { type: 'float32', dims, data };
}

export function whole(dims: readonly number[], values: ArrayLike<number>): Tensor {
  return {
    type: 'int64',
    dims,
    data: BigInt64Array.from({ length: values.length }, (_, index) => BigInt(values[index] as number)),
  };
}

/** Rows of ids, cut or filled to one length. */
export function paddedRows(rows: readonly (readonly number[])[], length: number, padding: number): Int32Array {
  const result = new Int32Array(rows.length * length).fill(padding);
  rows.forEach((row, index) => result.set(row.slice(0, length), index * length));
  return result;
}

/** The smallest of the lengths that holds `needed`, or the largest. */
export function bucketOf(needed: number, lengths: readonly number[]): number {
  return lengths.find((length) => length >= needed) ?? lengths.at(-1) ?? needed;
}

/** Target of each position: the id that follows in its row, whose last position has none. */
export function nextIds(ids: Int32Array, length: number): Int32Array {
  const targets = new Int32Array(ids.length);
  for (let index = 0; index < ids.length; index++) {
    targets[index] = (index + 1) % length === 0 ? 0 : (ids[index + 1] as number);
  }
  return targets;
}

/** Texts to be learned from their first id to their last, filled to one of the lengths; weights sum to `share`. */
export function textFeeds(
  rows: readonly (readonly number[])[],
  lengths: readonly number[],
  padding: number,
  share = 1,
) {
  const length = bucketOf(Math.max(...rows.map((row) => row.length)), lengths);
  const ids = paddedRows(rows, length, padding);
  const counts = rows.map((row) => Math.min(row.length, length) - 1);
  const weight = share / counts.reduce((sum, count) => sum + count, 0);
  const weights = new Float32Array(ids.length);
  counts.forEach((count, index) => weights.fill(weight, index * length, index * length + count));
  const total = [ids.length];
  const targets = whole(total, nextIds(ids, length));
  return { length, feeds: { ids: whole(total, ids), targets, weights: floats(total, weights) } };
}

/** Items in parts of equal number, the short ones together and the long ones together, so that little is filled up. */
export function byLength<T>(items: readonly T[], parts: number, lengthOf: (item: T) => number): T[][] {
  const sorted = items.toSorted((one, other) => lengthOf(one) - lengthOf(other));
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: parts }, (_, part) => sorted.slice(part * size, (part + 1) * size)).filter(
    (part) => part.length > 0,
  );
}
