import { Matrix, solve } from 'ml-matrix';

export interface RidgeLogistic {
  readonly intercept: number;
  readonly coefficients: readonly number[];
}

const MOST_STEPS = 50;
const FLAT = 1e-9;

/**
 * Logistic regression with the penalty (lambda / 2) * sum of squared coefficients, the intercept free, by Newton's
 * method (le Cessie and van Houwelingen, Applied Statistics 1992;41:191). Put columns on one scale first. `lambda`
 * above 0 keeps the coefficients finite where the columns tell the outcome for certain.
 */
export function fitRidgeLogistic(
  rows: readonly (readonly number[])[],
  outcome: readonly boolean[],
  lambda: number,
): RidgeLogistic {
  const width = 1 + (rows[0]?.length ?? 0);
  const design = new Matrix(rows.map((row) => [1, ...row]));
  const penalty = Array.from({ length: width }, (_, column) => (column === 0 ? 0 : lambda));
  const beta = new Array<number>(width).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const shares = rows.map((row) => 1 / (1 + Math.exp(-linear(row, beta))));
    const residuals = shares.map((share, index) => Number(outcome[index]) - share);
    const weighted = design.clone();
    for (const [index, share] of shares.entries()) weighted.mulRow(index, share * (1 - share));
    const curvature = design.transpose().mmul(weighted);
    const slope = design.transpose().mmul(Matrix.columnVector(residuals)).to1DArray();
    for (const [column, weight] of penalty.entries()) {
      curvature.set(column, column, curvature.get(column, column) + weight);
      slope[column] = (slope[column] ?? 0) - weight * (beta[column] ?? 0);
    }
    const move = solve(curvature, Matrix.columnVector(slope)).to1DArray();
    for (const [column, change] of move.entries()) beta[column] = (beta[column] ?? 0) + change;
    if (Math.max(...move.map(Math.abs)) < FLAT) break;
  }
  const [intercept = 0, ...coefficients] = beta;
  return { intercept, coefficients };
}

/** The logarithm of the odds that a fit gives a row. */
export function logOdds({ intercept, coefficients }: RidgeLogistic, row: readonly number[]): number {
  return linear(row, [intercept, ...coefficients]);
}

function linear(row: readonly number[], beta: readonly number[]): number {
  return row.reduce((sum, value, column) => sum + value * (beta[column + 1] ?? 0), beta[0] ?? 0);
}
