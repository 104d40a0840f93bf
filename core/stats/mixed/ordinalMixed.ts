import { impossible, type ModelFrame } from './frame.ts';
import { fitLogOdds, type GeneralisedReport } from './generalised.ts';
import type { ResponseModel } from './laplace.ts';
import { logChance } from './logisticMixed.ts';

/**
 * Cumulative-link (proportional odds) mixed model by Laplace's approximation, as ordinal's `clmm`:
 * logit P(Y <= j) = threshold j - X beta - Z b, b normal. The levels of the response are its values in order, numbers
 * by size; a value that does not occur is no level. A positive coefficient means higher values.
 * Christensen, ordinal: Regression Models for Ordinal Data (R package); McCullagh, JRSS B 1980;42:109.
 * Example: `fitOrdinalMixed(modelFrame(table, parseFormula('quality ~ arm + (1|reader) + (1|case)')))`.
 * Throws statistics where the response has fewer than two values or the fixed part separates them.
 */
export function fitOrdinalMixed(frame: ModelFrame): GeneralisedReport {
  const { formula, response, responseLevels } = frame;
  const values = [...new Set(response)].sort((a, b) => a - b);
  const { name } = formula.response;
  if (values.length < 2) throw impossible(formula, `all values of ${name} are alike`);
  if (values.length > 30) throw impossible(formula, `${name} has ${values.length} values: it is no rating`);
  const levels = Int32Array.from(response, (value) => values.indexOf(value));
  const labels = values.map((value) => responseLevels?.[value] ?? String(value));
  const method = 'cumulative-link mixed model (logit), maximum likelihood with Laplace approximation, normal tests';
  return fitLogOdds(frame, {
    method,
    model: cumulative(levels, values.length),
    own: labels.slice(1).map((label, place) => `${labels[place]}|${label}`),
    constant: 0,
  });
}

/** With F the logistic distribution, P = F(upper) - F(lower) = F(upper) (1 - F(lower)) (1 - e^(lower - upper)). */
function cumulative(levels: Int32Array, count: number): ResponseModel {
  const below = new Array<number>(count).fill(0);
  for (const level of levels) below[level]! += 1;
  let sum = 0;
  const start = below.slice(0, -1).map((each) => {
    sum += each;
    return Math.log(sum / (levels.length - sum));
  });
  return {
    start,
    evaluate: (eta, thresholds, slope, weight) => {
      const gaps = thresholds.map((each, place) =>
        place === 0 ? 0 : Math.log(-Math.expm1(thresholds[place - 1]! - each)),
      );
      if (gaps.some((gap) => Number.isNaN(gap) || gap === -Infinity)) return -Infinity;
      let logLik = 0;
      for (let row = 0; row < eta.length; row++) {
        const level = levels[row]!;
        const first = level === 0;
        const last = level === count - 1;
        const upper = last ? Infinity : thresholds[level]! - eta[row]!;
        const lower = first ? -Infinity : thresholds[level - 1]! - eta[row]!;
        const high = last ? 1 : 1 / (1 + Math.exp(-upper));
        const low = first ? 0 : 1 / (1 + Math.exp(-lower));
        logLik += (last ? 0 : logChance(upper)) + (first ? 0 : logChance(-lower)) + (first || last ? 0 : gaps[level]!);
        slope[row] = high + low - 1;
        weight[row] = high * (1 - high) + low * (1 - low);
      }
      return logLik;
    },
  };
}
