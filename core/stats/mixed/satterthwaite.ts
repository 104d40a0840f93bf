import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { hessian } from '#core/stats/linear/minimise.ts';
import { quadratic } from '#core/stats/linear/triangular.ts';
import type { LinearMixedFit } from './linearMixed.ts';

/**
 * Satterthwaite's degrees of freedom of a contrast l' beta of a linear mixed model, 2 v^2 / var(v) with
 * v = l' C l: the variance of v by the delta method, from the curvature of the (restricted) deviance in theta and
 * the log residual standard deviation, whichever way these are parametrised. Directions without curvature count
 * nothing, as in lmerTest (Kuznetsova, Brockhoff, Christensen, Journal of Statistical Software 2017;82(13)).
 * Returns a function, since the curvature is worked out once for all contrasts.
 */
export function satterthwaite(fit: LinearMixedFit): (contrast: readonly number[]) => number {
  const { theta, residualVariance, vcov } = fit;
  const logSigma = Math.log(residualVariance) / 2;
  const curvature = hessian((at) => fit.devianceAt(at.slice(0, -1), at.at(-1)!), [...theta, logSigma]);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(curvature), {
    assumeSymmetric: true,
  });
  const slopes = [
    ...theta.map((_, place) => slopeOfCovariance(fit, place)),
    vcov.map((row) => row.map((each) => 2 * each)),
  ];
  return (contrast) => {
    const variance = quadratic(vcov, contrast);
    const slope = slopes.map((matrix) => quadratic(matrix, contrast));
    let ofVariance = 0;
    for (const [place, eigenvalue] of realEigenvalues.entries()) {
      if (eigenvalue < 1e-8) continue;
      const along = slope.reduce((sum, each, i) => sum + each * eigenvectorMatrix.get(i, place), 0);
      ofVariance += (2 * along * along) / eigenvalue;
    }
    return (2 * variance * variance) / ofVariance;
  };
}

/** Derivative of the covariance of the estimates by one theta, by differences of the fourth order. */
function slopeOfCovariance({ theta, residualVariance, covarianceAt, vcov }: LinearMixedFit, place: number): number[][] {
  const step = 1e-3 * Math.max(0.1, Math.abs(theta[place]!));
  const at = (by: number): number[][] =>
    covarianceAt(theta.map((each, i) => (i === place ? each + by * step : each))) ?? vcov.map((row) => [...row]);
  const [up, down, farUp, farDown] = [at(1), at(-1), at(2), at(-2)];
  return vcov.map((row, i) =>
    row.map((_, j) => {
      const near = up[i]![j]! - down[i]![j]!;
      const far = farUp[i]![j]! - farDown[i]![j]!;
      return ((8 * near - far) / (12 * step)) * residualVariance;
    }),
  );
}
