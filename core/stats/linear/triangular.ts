type Rows = readonly (readonly number[])[];

/** Inverse of an upper triangular matrix, by rows. */
export function invertUpper(upper: Rows): number[][] {
  const size = upper.length;
  const inverse = upper.map(() => new Array<number>(size).fill(0));
  for (let column = 0; column < size; column++) {
    for (let row = column; row >= 0; row--) {
      let sum = row === column ? 1 : 0;
      for (let k = row + 1; k <= column; k++) sum -= upper[row]![k]! * inverse[k]![column]!;
      inverse[row]![column] = sum / upper[row]![row]!;
    }
  }
  return inverse;
}

export function multiply(a: Rows, b: Rows): number[][] {
  const columns = b[0]?.length ?? 0;
  return a.map((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, each, k) => sum + each * b[k]![j]!, 0)),
  );
}

/** A A'. */
export function timesOwnTranspose(a: Rows): number[][] {
  return a.map((left) => a.map((right) => left.reduce((sum, each, k) => sum + each * right[k]!, 0)));
}

/** l' A l. */
export function quadratic(matrix: Rows, l: readonly number[]): number {
  return matrix.reduce((sum, row, i) => sum + l[i]! * row.reduce((inner, each, j) => inner + each * l[j]!, 0), 0);
}
