/** Rows are sequences of arms over periods; every arm stands once in every row and every column. */
export type Square = readonly (readonly number[])[];

/** The square in which every row begins one arm later. */
export function cyclicSquare(arms: number): Square {
  return shifted(Array.from({ length: arms }, (_, period) => period));
}

/**
 * Squares in which, all together, every arm follows every other equally often: one for an even number of arms, two
 * (the second with its rows backwards) for an odd one. Williams, Australian Journal of Scientific Research A
 * 1949;2:149. The first row is 0, 1, k-1, 2, k-2, ...
 */
export function williamsSquares(arms: number): readonly Square[] {
  const first = Array.from({ length: arms }, (_, period) =>
    period % 2 === 1 ? (period + 1) / 2 : (arms - period / 2) % arms,
  );
  const square = shifted(first);
  return arms % 2 === 0 ? [square] : [square, square.map((row) => [...row].reverse())];
}

function shifted(first: readonly number[]): Square {
  return first.map((_, row) => first.map((arm) => (arm + row) % first.length));
}
