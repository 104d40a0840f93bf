import { logGamma } from '#core/stats/gamma.ts';
import { impossible, type ModelFrame } from './frame.ts';
import { fitLogOdds, type GeneralisedReport } from './generalised.ts';
import type { ResponseModel } from './laplace.ts';

/**
 * Logistic mixed model by Laplace's approximation, as lme4's `glmer` with nAGQ = 1: log odds = X beta + Z b, b normal.
 * The response is of 0 and 1, a factor of two levels whose second counts, or `cbind(successes, failures)`.
 * Bates, Mächler, Bolker, Walker, Journal of Statistical Software 2015;67(1) and lme4's vignette on theory.
 * Example: `fitLogisticMixed(modelFrame(table, parseFormula('accepted ~ arm + (1|reader) + (1|case)')))`.
 * Throws statistics where all values are alike or the fixed part separates them.
 */
export function fitLogisticMixed(frame: ModelFrame): GeneralisedReport {
  const { successes, failures, constant } = counts(frame);
  const method = 'logistic mixed model, maximum likelihood with Laplace approximation, normal tests';
  return fitLogOdds(frame, { method, model: logistic(successes, failures), own: [], constant });
}

function counts(frame: ModelFrame): { successes: Float64Array; failures: Float64Array; constant: number } {
  const { formula, response, responseLevels } = frame;
  const successes = response;
  const { name } = formula.response;
  const failures = frame.failures ?? response.map((value) => 1 - value);
  if (responseLevels && responseLevels.length !== 2)
    throw impossible(formula, `${name} has ${responseLevels.length} values: ${responseLevels.slice(0, 5).join(', ')}`);
  const bad = [...successes.keys()].find((row) => !isCount(successes[row]!) || !isCount(failures[row]!));
  if (bad !== undefined) throw impossible(formula, `${name} of ${successes[bad]} is neither 0 nor 1`);
  if (!successes.some((value) => value > 0) || !failures.some((value) => value > 0))
    throw impossible(formula, `all values of ${name} are alike`);
  let constant = 0;
  for (const [row, value] of successes.entries())
    constant += logGamma(value + failures[row]! + 1) - logGamma(value + 1) - logGamma(failures[row]! + 1);
  return { successes, failures, constant };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function logistic(successes: Float64Array, failures: Float64Array): ResponseModel {
  return {
    start: [],
    evaluate: (eta, _own, slope, weight) => {
      let logLik = 0;
      for (let row = 0; row < eta.length; row++) {
        const [yes, no] = [successes[row]!, failures[row]!];
        const share = 1 / (1 + Math.exp(-eta[row]!));
        logLik += yes * logChance(eta[row]!) + no * logChance(-eta[row]!);
        slope[row] = yes - (yes + no) * share;
        weight[row] = (yes + no) * share * (1 - share);
      }
      return logLik;
    },
  };
}

/** log(1 / (1 + e^-x)), without overflow. */
export function logChance(x: number): number {
  return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}
