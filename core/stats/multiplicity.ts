/**
 * Holm's step-down adjustment: p-values that hold the family-wise error over all of them, in the order given.
 * Holm, Scandinavian Journal of Statistics 1979;6:65. Example: holm([0.01, 0.04]) is [0.02, 0.04].
 */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const adjusted = new Array<number>(values.length).fill(1);
  let most = 0;
  for (const [step, index] of order.entries()) {
    most = Math.max(most, Math.min(1, (values.length - step) * (values[index] ?? 1)));
    adjusted[index] = most;
  }
  return adjusted;
}

/**
 * Benjamini and Hochberg's step-up adjustment: p-values that hold the false discovery rate (exploration only).
 * Benjamini and Hochberg, Journal of the Royal Statistical Society B 1995;57:289.
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 1;
  for (const [step, index] of order.entries()) {
    least = Math.min(least, (values.length / (values.length - step)) * (values[index] ?? 1));
    adjusted[index] = least;
  }
  return adjusted;
}
