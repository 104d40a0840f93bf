import { dot, type Orthonormal } from '#core/stats/linear/orthonormal.ts';
import { emptyFactor, factorise, solveLower } from '#core/stats/linear/sparseCholesky.ts';
import { crossRandom, scaleEffects, systemFiller, type RandomPlan } from './randomPart.ts';

/** What the fixed effects and the residual are at one theta. */
export interface Profiled {
  /** log |Lambda' Z' Z Lambda + I|. */
  readonly logRandom: number;
  /** log of the squared determinant of the triangular factor of the fixed part. */
  readonly logFixed: number;
  /** Penalised residual sum of squares. */
  readonly residual: number;
  /** Upper triangular, by rows: with basis Q of the fixed part, R' R = Q' V^-1 Q at residual variance 1. */
  readonly factor: readonly (readonly number[])[];
  /** Coefficients of the basis Q. */
  readonly coefficients: readonly number[];
}

/**
 * The part of a linear mixed model that is known in closed form once theta is given (Bates et al., Journal of
 * Statistical Software 2015;67(1), equations 30 to 41). Two steps keep the digits that the difference of large sums
 * of squares would lose: the fixed part is an orthonormal basis, and the response is what least squares leaves of it.
 * The cost of one theta does not depend on the number of rows but for refilling the system.
 */
export function profiler(
  plan: RandomPlan,
  { q }: Orthonormal,
  response: Float64Array,
): (theta: readonly number[]) => Profiled | null {
  const rest = response.slice();
  const start = q.map((basis) => {
    const share = dot(basis, rest);
    for (let row = 0; row < rest.length; row++) rest[row]! -= share * basis[row]!;
    return share;
  });
  const crossed = [...q, rest].map((column) => crossRandom(plan, column));
  const total = dot(rest, rest);
  const factor = emptyFactor(plan.cholesky);
  const fill = systemFiller(plan);
  return (theta) => {
    fill(theta);
    const logRandom = factorise(plan.system, plan.cholesky, factor);
    if (logRandom === null) return null;
    const explained = crossed.map((column) => {
      const scaled = scaleEffects(plan, theta, column);
      solveLower(factor, scaled);
      return scaled;
    });
    const size = q.length;
    const upper = explained.map(() => new Array<number>(size + 1).fill(0));
    for (let i = 0; i <= size; i++) {
      for (let j = i; j <= size; j++) {
        let sum = (i === j ? (i < size ? 1 : total) : 0) - dot(explained[i]!, explained[j]!);
        for (let k = 0; k < i; k++) sum -= upper[k]![i]! * upper[k]![j]!;
        if (i === j && i < size && !(sum > 0)) return null;
        upper[i]![j] = i === size ? sum : i === j ? Math.sqrt(sum) : sum / upper[i]![i]!;
      }
    }
    const coefficients = new Array<number>(size).fill(0);
    let logFixed = 0;
    for (let i = size - 1; i >= 0; i--) {
      let value = upper[i]![size]!;
      for (let k = i + 1; k < size; k++) value -= upper[i]![k]! * coefficients[k]!;
      coefficients[i] = value / upper[i]![i]!;
      logFixed += 2 * Math.log(upper[i]![i]!);
    }
    return {
      logRandom,
      logFixed,
      residual: Math.max(0, upper[size]![size]!),
      factor: upper.slice(0, size).map((row) => row.slice(0, size)),
      coefficients: coefficients.map((value, i) => value + start[i]!),
    };
  };
}
