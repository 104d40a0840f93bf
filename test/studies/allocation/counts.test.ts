import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balancedCounts } from '#studies/allocation/counts.ts';

/** All ways to place the reads, tried one by one: the least sum of squares, or null where there is none. */
function leastSquares(available: boolean[][], reads: number[], cases: number, readers: number): number | null {
  let least: number | null = null;
  const counts = Array.from({ length: cases }, () => reads.map(() => 0));
  function place(arm: number, from: number, left: number): void {
    if (left === 0) {
      if (arm + 1 < reads.length) place(arm + 1, 0, reads[arm + 1] ?? 0);
      else least = Math.min(least ?? Infinity, cost(counts));
      return;
    }
    for (let at = from; at < cases; at++) {
      const row = counts[at];
      if (!row || !available[arm]?.[at] || row.reduce((sum, count) => sum + count, 0) >= readers) continue;
      row[arm] = (row[arm] ?? 0) + 1;
      place(arm, at, left - 1);
      row[arm] -= 1;
    }
  }
  place(0, 0, reads[0] ?? 0);
  return least;
}

function cost(counts: readonly (readonly number[])[]): number {
  return counts.reduce(
    (sum, row) =>
      sum +
      row.reduce((squares, count) => squares + count ** 2, 0) +
      row.reduce((total, count) => total + count, 0) ** 2,
    0,
  );
}

test('is as even as any way to place the reads, and finds one wherever there is one', () => {
  const grid = fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(
      grid,
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
      fc.integer({ min: 1, max: 3 }),
      (available, reads, readers) => {
        const demands = reads.map((count, arm) => ({ reads: count, available: available[arm] ?? [] }));
        const result = balancedCounts(demands, 4, readers);
        const least = leastSquares(available, reads, 4, readers);
        expect('counts' in result ? cost(result.counts) : null).toBe(least);
      },
    ),
    { numRuns: 300 },
  );
});
