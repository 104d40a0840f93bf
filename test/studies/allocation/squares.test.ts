import { expect, test } from 'vitest';
import { cyclicSquare, williamsSquares } from '#studies/allocation/squares.ts';

test("the square of four arms is Williams's", () => {
  // Williams, Australian Journal of Scientific Research A 1949;2:149, with arms from 0.
  expect(williamsSquares(4)).toEqual([
    [
      [0, 1, 3, 2],
      [1, 2, 0, 3],
      [2, 3, 1, 0],
      [3, 0, 2, 1],
    ],
  ]);
});

test.each([2, 3, 4, 5, 6, 7])(
  'of %i arms, every arm follows every other equally often, in squares that are Latin',
  (arms) => {
    const squares = williamsSquares(arms);
    expect(squares).toHaveLength(arms % 2 === 0 ? 1 : 2);
    const follows = new Map<string, number>();
    for (const square of squares) {
      for (const lines of [square, square.map((_, column) => square.map((row) => row[column]))])
        for (const line of lines) expect(new Set(line).size).toBe(arms);
      for (const row of square)
        for (const [index, arm] of row.entries())
          if (index > 0) follows.set(`${row[index - 1]} ${arm}`, (follows.get(`${row[index - 1]} ${arm}`) ?? 0) + 1);
    }
    expect(follows.size).toBe(arms * (arms - 1));
    expect(new Set(follows.values())).toEqual(new Set([squares.length]));
  },
);

test('the cyclic square begins each row one arm later', () => {
  expect(cyclicSquare(3)).toEqual([
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ]);
});
