/**
 * A symmetric sparse matrix: for each column the rows at and above the diagonal, ascending, the diagonal last.
 * Where `start[j] <= at < start[j + 1]`, `values[at]` is the element in row `row[at]` of column j.
 */
export interface SparseSymmetric {
  readonly size: number;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly values: Float64Array;
}

/** The lower triangular L with L L' = A, by columns, the diagonal first in each. */
export interface SparseFactor {
  readonly size: number;
  readonly start: Int32Array;
  readonly row: Int32Array;
  readonly values: Float64Array;
}

/** What the places of the non-zero elements alone decide, done once for many matrices of one pattern. */
export interface CholeskyPlan {
  readonly parent: Int32Array;
  readonly start: Int32Array;
}

/**
 * Elimination tree and sizes of the columns of L (Davis, Direct Methods for Sparse Linear Systems, 2006, chapter 4).
 * The order of the columns is the caller's: with the grouping factor of most levels first, its diagonal block stays
 * diagonal, and of two crossed factors only the smaller one fills.
 */
export function planCholesky({ size, start, row }: SparseSymmetric): CholeskyPlan {
  const parent = new Int32Array(size).fill(-1);
  const ancestor = new Int32Array(size).fill(-1);
  for (let column = 0; column < size; column++) {
    for (let at = start[column]!; at < start[column + 1]!; at++) {
      for (let node = row[at]!; node !== -1 && node < column;) {
        const next = ancestor[node]!;
        ancestor[node] = column;
        if (next === -1) parent[node] = column;
        node = next;
      }
    }
  }
  const counts = new Int32Array(size).fill(1);
  const mark = new Int32Array(size).fill(-1);
  for (let column = 0; column < size; column++) {
    mark[column] = column;
    for (let at = start[column]!; at < start[column + 1]!; at++) {
      for (let node = row[at]!; mark[node] !== column; node = parent[node]!) {
        counts[node]! += 1;
        mark[node] = column;
      }
    }
  }
  const ends = new Int32Array(size + 1);
  for (let column = 0; column < size; column++) ends[column + 1] = ends[column]! + counts[column]!;
  return { parent, start: ends };
}

/** Room for a factor of the planned pattern, to be filled by `factorise` as often as wished. */
export function emptyFactor({ start }: CholeskyPlan): SparseFactor {
  const size = start.length - 1;
  const room = start[size]!;
  return { size, start, row: new Int32Array(room), values: new Float64Array(room) };
}

/**
 * Fills `factor` with L of L L' = A, row by row (the up-looking method of the same book). Returns log |A|, or null
 * where A is not positive definite.
 */
export function factorise(
  matrix: SparseSymmetric,
  { parent, start }: CholeskyPlan,
  factor: SparseFactor,
): number | null {
  const { size } = matrix;
  const { row, values } = factor;
  const next = start.slice(0, size);
  const work = new Float64Array(size);
  const mark = new Int32Array(size).fill(-1);
  const stack = new Int32Array(size);
  let logDeterminant = 0;
  for (let k = 0; k < size; k++) {
    let top = size;
    let diagonal = 0;
    mark[k] = k;
    for (let at = matrix.start[k]!; at < matrix.start[k + 1]!; at++) {
      const i = matrix.row[at]!;
      if (i === k) {
        diagonal += matrix.values[at]!;
        continue;
      }
      work[i]! += matrix.values[at]!;
      let length = 0;
      for (let node = i; mark[node] !== k; node = parent[node]!) {
        stack[length++] = node;
        mark[node] = k;
      }
      while (length > 0) stack[--top] = stack[--length]!;
    }
    for (; top < size; top++) {
      const j = stack[top]!;
      const end = next[j]!;
      const begin = start[j]!;
      const value = work[j]! / values[begin]!;
      work[j] = 0;
      for (let at = begin + 1; at < end; at++) work[row[at]!]! -= values[at]! * value;
      diagonal -= value * value;
      row[end] = k;
      values[end] = value;
      next[j] = end + 1;
    }
    if (!(diagonal > 0)) return null;
    const place = next[k]!;
    row[place] = k;
    values[place] = Math.sqrt(diagonal);
    next[k] = place + 1;
    logDeterminant += Math.log(diagonal);
  }
  return logDeterminant;
}

/** Replaces b by L^-1 b. */
export function solveLower({ size, start, row, values }: SparseFactor, b: Float64Array): void {
  for (let column = 0; column < size; column++) {
    const begin = start[column]!;
    const value = b[column]! / values[begin]!;
    b[column] = value;
    if (value === 0) continue;
    for (let at = begin + 1; at < start[column + 1]!; at++) b[row[at]!]! -= values[at]! * value;
  }
}

/** Replaces b by L'^-1 b. */
export function solveUpper({ size, start, row, values }: SparseFactor, b: Float64Array): void {
  for (let column = size - 1; column >= 0; column--) {
    const begin = start[column]!;
    let value = b[column]!;
    for (let at = begin + 1; at < start[column + 1]!; at++) value -= values[at]! * b[row[at]!]!;
    b[column] = value / values[begin]!;
  }
}
