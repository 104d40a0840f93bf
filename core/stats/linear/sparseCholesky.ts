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
  /** So many first columns are diagonal and what follows is all but full, so that it is done densely; 0 for none. */
  readonly lead: number;
}

/** Share of elements below the diagonal part from which on the dense way is the faster one. */
const CROWDED = 0.3;

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
  return { parent, start: ends, lead: leadOf({ size, start, row }, counts) };
}

/** Two crossed factors, such as cases and readers, give this shape. */
function leadOf({ size, start, row }: Pick<SparseSymmetric, 'size' | 'start' | 'row'>, counts: Int32Array): number {
  let lead = 0;
  while (lead < size && start[lead + 1]! - start[lead]! === 1) lead += 1;
  let below = 0;
  for (let at = start[lead]!; at < start[size]!; at++) if (row[at]! < lead) below += 1;
  for (let column = lead; column < size; column++) if (counts[column] !== size - column) return 0;
  return lead < size && below > CROWDED * lead * (size - lead) ? lead : 0;
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
  { parent, start, lead }: CholeskyPlan,
  factor: SparseFactor,
): number | null {
  if (lead > 0) return factoriseBordered(matrix, start, lead, factor);
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

/** The same by blocks: a diagonal one, the rows below it, and what these leave of the last block, which is full. */
function factoriseBordered(
  matrix: SparseSymmetric,
  start: Int32Array,
  lead: number,
  { row, values }: SparseFactor,
): number | null {
  const { size } = matrix;
  const rest = size - lead;
  const next = start.slice(0, size);
  let logDeterminant = 0;
  function put(column: number, at: number, value: number): void {
    const place = next[column]!;
    row[place] = at;
    values[place] = value;
    next[column] = place + 1;
  }
  for (let j = 0; j < lead; j++) {
    const diagonal = matrix.values[matrix.start[j]!]!;
    if (!(diagonal > 0)) return null;
    put(j, j, Math.sqrt(diagonal));
    logDeterminant += Math.log(diagonal);
  }
  const border = Array.from({ length: rest }, () => new Float64Array(lead));
  const last = Array.from({ length: rest }, (_, k) => new Float64Array(k + 1));
  for (let k = 0; k < rest; k++) {
    for (let at = matrix.start[lead + k]!; at < matrix.start[lead + k + 1]!; at++) {
      const i = matrix.row[at]!;
      if (i >= lead) {
        last[k]![i - lead] = matrix.values[at]!;
        continue;
      }
      const value = matrix.values[at]! / values[start[i]!]!;
      put(i, lead + k, value);
      border[k]![i] = value;
    }
  }
  for (let k = 0; k < rest; k++) {
    for (let j = 0; j <= k; j++) {
      const left = last[k]![j]! - dot(border[k]!, border[j]!, lead) - dot(last[k]!, last[j]!, j);
      if (j === k && !(left > 0)) return null;
      const value = j === k ? Math.sqrt(left) : left / last[j]![j]!;
      last[k]![j] = value;
      put(lead + j, lead + k, value);
      if (j === k) logDeterminant += Math.log(left);
    }
  }
  return logDeterminant;
}

/** Four sums side by side: they do not wait for each other. */
function dot(a: Float64Array, b: Float64Array, length: number): number {
  let one = 0;
  let two = 0;
  let three = 0;
  let four = 0;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    one += a[at]! * b[at]!;
    two += a[at + 1]! * b[at + 1]!;
    three += a[at + 2]! * b[at + 2]!;
    four += a[at + 3]! * b[at + 3]!;
  }
  for (; at < length; at++) one += a[at]! * b[at]!;
  return one + two + three + four;
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
