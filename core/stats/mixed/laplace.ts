import { hessian, minimise } from '#core/stats/linear/minimise.ts';
import { emptyFactor, factorise, solveLower, solveUpper } from '#core/stats/linear/sparseCholesky.ts';
import { inverse, Matrix } from 'ml-matrix';
import { crossRandom, fillSystem, planRandomPart, positiveTheta, scaledRows, scaleEffects } from './randomPart.ts';
import type { RandomPlan } from './randomPart.ts';
import type { FrameGroup } from './frame.ts';

/** How a response depends on the linear predictor of its row. */
export interface ResponseModel {
  /** First values of the parameters that stand beside the predictor, such as thresholds. */
  readonly start: readonly number[];
  /**
   * Log likelihood of all rows, given their predictors and those parameters; fills the slope and the negative
   * curvature (not below zero) of each row by its predictor. -Infinity where the parameters are not allowed.
   */
  readonly evaluate: (eta: Float64Array, own: readonly number[], slope: Float64Array, weight: Float64Array) => number;
}

export interface LaplaceFit {
  /** Own parameters of the response, then coefficients of the basis. */
  readonly parameters: readonly number[];
  /** Their covariance, that of the random part's parameters allowed for; null where the curvature is not positive. */
  readonly covariance: readonly (readonly number[])[] | null;
  readonly theta: readonly number[];
  readonly plan: RandomPlan;
  readonly logLik: number;
  readonly converged: boolean;
  /** Linear predictors of the fixed part where random effects are left out of the model: without end if separated. */
  readonly fixedOnly: Float64Array;
}

const MOST_STEPS = 60;

/**
 * Mixed model for a response that is not normal, by maximum likelihood with Laplace's approximation: the integral
 * over the random effects u is replaced by that of a normal density at its mode, so that
 * -2 log L = -2 log p(y | u) + u'u + log |Lambda' Z' W Z Lambda + I|, minimised over the fixed effects and theta
 * together (Bates et al. for lme4's glmer with nAGQ = 1; Christensen for ordinal's clmm). `basis` are the columns of
 * the fixed part, of a common scale.
 */
export function fitLaplace(
  model: ResponseModel,
  basis: readonly Float64Array[],
  groups: readonly FrameGroup[],
  rows: number,
): LaplaceFit {
  const fixedOnly = laplaceDeviance(model, basis, planRandomPart([], rows));
  const own = model.start.length;
  const first = minimise(fixedOnly, [...model.start, ...basis.map(() => 0)]).at;
  const plan = planRandomPart(groups, rows);
  const deviance = laplaceDeviance(model, basis, plan);
  const search = minimise(deviance, [...first, ...plan.start]);
  const split = own + basis.length;
  const theta = positiveTheta(plan, search.at.slice(split)).map((value) => (Math.abs(value) < 1e-4 ? 0 : value));
  const parameters = search.at.slice(0, split);
  return {
    parameters,
    covariance: covarianceOf(deviance, parameters, theta),
    theta,
    plan,
    logLik: -deviance([...parameters, ...theta]) / 2,
    converged: search.converged,
    fixedOnly: predictors(basis, first.slice(own)),
  };
}

/** Twice the inverse curvature of the deviance; a parameter of theta at its border is held there. */
function covarianceOf(
  deviance: (at: readonly number[]) => number,
  parameters: readonly number[],
  theta: readonly number[],
): number[][] | null {
  const free = [...theta.keys()].filter((place) => theta[place] !== 0);
  const curvature = hessian(
    (at) => {
      const moved = [...theta];
      for (const [place, which] of free.entries()) moved[which] = at[parameters.length + place]!;
      return deviance([...at.slice(0, parameters.length), ...moved]);
    },
    [...parameters, ...free.map((place) => theta[place]!)],
  );
  if (curvature.flat().some((value) => !Number.isFinite(value))) return null;
  const covariance = inverse(new Matrix(curvature), true).mul(2).to2DArray();
  const block = covariance.slice(0, parameters.length).map((row) => row.slice(0, parameters.length));
  return block.every((row, i) => row[i]! > 0) ? block : null;
}

function predictors(basis: readonly Float64Array[], coefficients: readonly number[]): Float64Array {
  const eta = new Float64Array(basis[0]?.length ?? 0);
  for (const [place, column] of basis.entries())
    for (let row = 0; row < eta.length; row++) eta[row]! += column[row]! * coefficients[place]!;
  return eta;
}

/** -2 log likelihood as a function of the response's own parameters, the coefficients and theta, in this order. */
function laplaceDeviance(
  { start, evaluate }: ResponseModel,
  basis: readonly Float64Array[],
  plan: RandomPlan,
): (at: readonly number[]) => number {
  const { rows, width, index, size } = plan;
  const factor = emptyFactor(plan.cholesky);
  const [slope, weight] = [new Float64Array(rows), new Float64Array(rows)];
  // The mode of one call is where the next begins: neighbours in the search have nearly the same.
  let mode = new Float64Array(size);
  return (at) => {
    const own = at.slice(0, start.length);
    const theta = at.slice(start.length + basis.length);
    const scaled = scaledRows(plan, theta);
    const fixed =
      basis.length === 0
        ? new Float64Array(rows)
        : predictors(basis, at.slice(start.length, start.length + basis.length));
    const likelihood = (u: Float64Array): number => {
      const eta = fixed.slice();
      for (let row = 0; row < rows; row++)
        for (let place = row * width; place < (row + 1) * width; place++)
          eta[row]! += scaled[place]! * u[index[place]!]!;
      return evaluate(eta, own, slope, weight) - squares(u) / 2;
    };
    let u = mode;
    let value = likelihood(u);
    if (!Number.isFinite(value)) {
      u = new Float64Array(size);
      value = likelihood(u);
      if (!Number.isFinite(value)) return Infinity;
    }
    for (let step = 0; step < MOST_STEPS; step++) {
      fillSystem(plan, scaled, weight);
      const logDeterminant = factorise(plan.system, plan.cholesky, factor);
      if (logDeterminant === null) return Infinity;
      const move = scaleEffects(plan, theta, crossRandom(plan, slope));
      for (let i = 0; i < size; i++) move[i]! -= u[i]!;
      const uphill = move.slice();
      solveLower(factor, move);
      solveUpper(factor, move);
      const decrement = move.reduce((sum, each, i) => sum + each * uphill[i]!, 0);
      // At the mode itself: the determinant belongs to the same place.
      if (decrement < 1e-18 * (1 + Math.abs(value)) || step === MOST_STEPS - 1) {
        mode = u;
        return -2 * value + logDeterminant;
      }
      let share = 1;
      let next = u.map((each, i) => each + move[i]!);
      let reached = likelihood(next);
      while (!(reached > value - 1e-12 * (1 + Math.abs(value))) && share > 1e-6) {
        share /= 2;
        next = u.map((each, i) => each + share * move[i]!);
        reached = likelihood(next);
      }
      u = next;
      value = reached;
    }
    return Infinity;
  };
}

function squares(u: Float64Array): number {
  let sum = 0;
  for (const each of u) sum += each * each;
  return sum;
}
