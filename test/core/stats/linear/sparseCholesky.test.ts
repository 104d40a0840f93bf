import { expect, test } from 'vitest';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import {
  emptyFactor,
  factorise,
  planCholesky,
  solveLower,
  solveUpper,
  type SparseSymmetric,
} from '#core/stats/linear/sparseCholesky.ts';
import { seededRandom } from '#core/random.ts';

/** A sparse positive definite matrix, by chance; with `lead` the first so many columns are diagonal, the rest is full. */
function made(size: number, seed: number, lead = 0): { dense: Matrix; sparse: SparseSymmetric } {
  const random = seededRandom(seed);
  const dense = Matrix.eye(size, size).mul(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) {
      if (lead > 0 ? i < lead : random.uniform() > 0.2) continue;
      const value = random.normal();
      dense.set(i, j, value);
      dense.set(j, i, value);
    }
  const start = [0];
  const row: number[] = [];
  const values: number[] = [];
  for (let column = 0; column < size; column++) {
    for (let i = 0; i <= column; i++) {
      if (dense.get(i, column) === 0) continue;
      row.push(i);
      values.push(dense.get(i, column));
    }
    start.push(row.length);
  }
  return {
    dense,
    sparse: { size, start: Int32Array.from(start), row: Int32Array.from(row), values: Float64Array.from(values) },
  };
}

test.each([
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 21],
  [5, 10],
])('as a dense decomposition gives it (seed %i, %i columns diagonal)', (seed, lead) => {
  const { dense, sparse } = made(30, seed, lead);
  const plan = planCholesky(sparse);
  expect(plan.lead).toBe(lead);
  const factor = emptyFactor(plan);
  const logDeterminant = factorise(sparse, plan, factor);
  const lower = new CholeskyDecomposition(dense).lowerTriangularMatrix;
  expect(logDeterminant).toBeCloseTo(2 * lower.diagonal().reduce((sum, each) => sum + Math.log(each), 0), 10);
  const right = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const solved = right.slice();
  solveLower(factor, solved);
  solveUpper(factor, solved);
  const back = dense.mmul(Matrix.columnVector(solved)).to1DArray();
  for (const [place, value] of back.entries()) expect(value).toBeCloseTo(right[place] ?? NaN, 10);
});

test('what is not positive definite has no factor', () => {
  const { sparse } = made(5, 1);
  const plan = planCholesky(sparse);
  expect(factorise({ ...sparse, values: sparse.values.map((value) => -value) }, plan, emptyFactor(plan))).toBeNull();
});
