/** A basis of the columns of a matrix: X = Q R for the columns that are kept. */
export interface Orthonormal {
  /** Orthonormal columns. */
  readonly q: readonly Float64Array[];
  /** Upper triangular, by rows. */
  readonly r: readonly (readonly number[])[];
  /** Places of the columns that are kept, ascending. */
  readonly kept: readonly number[];
}

/**
 * Gram-Schmidt orthogonalisation, each column twice (Giraud, Langou and Rozloznik, Computers and Mathematics with
 * Applications 2005;50:1069: twice is enough). A column that depends on those before it is left out, at the
 * tolerance of R's `lm`, 1e-7 of its length.
 */
export function orthonormalise(columns: readonly Float64Array[]): Orthonormal {
  const q: Float64Array[] = [];
  const kept: number[] = [];
  const upper: number[][] = [];
  for (const [place, column] of columns.entries()) {
    const rest = column.slice();
    const before = Math.sqrt(dot(column, column));
    const shares = q.map(() => 0);
    for (let round = 0; round < 2; round++) {
      for (const [i, basis] of q.entries()) {
        const share = dot(basis, rest);
        shares[i]! += share;
        for (let row = 0; row < rest.length; row++) rest[row]! -= share * basis[row]!;
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > 1e-7 * before)) continue;
    q.push(rest.map((value) => value / length));
    kept.push(place);
    upper.push([...shares, length]);
  }
  const r = kept.map((_, i) => kept.map((_, j) => (j < i ? 0 : upper[j]![i]!)));
  return { q, r, kept };
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row++) sum += a[row]! * b[row]!;
  return sum;
}
