import { orthonormalise } from '#core/stats/linear/orthonormal.ts';
import { invertUpper, multiply } from '#core/stats/linear/triangular.ts';
import { normalQuantile, normalTwoTails } from '#core/stats/normal.ts';
import { impossible, type ModelFrame } from './frame.ts';
import { checkGroups } from './groups.ts';
import { fitLaplace, type LaplaceFit, type ResponseModel } from './laplace.ts';
import { singular, spreads, type MixedProblem, type RandomCorrelation, type VarianceComponent } from './linearMixed.ts';
import { groupsOf, type Named } from './linearReport.ts';

/** What is told of a logistic or a cumulative-link mixed model, as plain data. */
export interface GeneralisedReport {
  readonly formula: string;
  readonly method: string;
  readonly rows: number;
  readonly omitted: number;
  readonly groups: readonly { readonly group: string; readonly levels: number }[];
  /** On the scale of log odds; `ratio` is the odds ratio. Tests and intervals are normal (Wald). */
  readonly coefficients: readonly Named[];
  readonly components: readonly VarianceComponent[];
  readonly correlations: readonly RandomCorrelation[];
  readonly logLik: number;
  readonly aic: number;
  readonly dropped: readonly string[];
  readonly problems: readonly MixedProblem[];
}

interface Parts {
  readonly method: string;
  readonly model: ResponseModel;
  /** Names of the response's own parameters. */
  readonly own: readonly string[];
  /** Added to the log likelihood, such as the number of orders of equal rows. */
  readonly constant: number;
}

/** Predictors of log odds beyond this are fitted probabilities of less than one in 100,000. */
const ENDLESS = 12;

/**
 * The steps that models of log odds share: the fixed part as a basis of a common scale, the fit, and the way back to
 * the coefficients of the formula. With own parameters (thresholds), the basis leaves out the intercept.
 * Throws statistics where the response is separated by the fixed part, naming the coefficients.
 */
export function fitLogOdds(
  frame: ModelFrame,
  { method, model, own, constant }: Parts,
  confidence = 0.95,
): GeneralisedReport {
  const { formula, fixed, rows } = frame;
  checkGroups(frame, Infinity);
  const ordinal = own.length > 0;
  const hasIntercept = fixed[0]?.parts.length === 0;
  const ones = new Float64Array(rows).fill(1);
  const columns = ordinal && !hasIntercept ? [ones, ...frame.x] : frame.x;
  const names =
    ordinal && !hasIntercept ? ['(Intercept)', ...fixed.map(({ name }) => name)] : fixed.map(({ name }) => name);
  const { q, r, kept } = orthonormalise(columns);
  const scale = Math.sqrt(rows);
  const basis = q.slice(ordinal ? 1 : 0).map((column) => column.map((value) => value * scale));
  const fit = fitLaplace(model, basis, frame.groups, rows);
  const used = kept.map((place) => names[place]!);
  const back = wayBack(r, own.length, scale);
  const estimates = back.map((row) => row.reduce((sum, each, i) => sum + each * fit.parameters[i]!, 0));
  const shown = ordinal ? [...own, ...used.slice(1)] : used;
  refuseSeparated(frame, fit, shown, estimates, own.length);
  const { covariance } = fit;
  if (covariance === null)
    throw impossible(formula, 'its likelihood has no clear maximum, so that no standard errors can be given');
  const reach = normalQuantile((1 - confidence) / 2);
  const coefficients = shown.map((name, place) => {
    const row = back[place]!;
    const variance = row.reduce(
      (sum, a, i) => sum + a * row.reduce((inner, b, j) => inner + b * covariance[i]![j]!, 0),
      0,
    );
    return named(name, estimates[place]!, Math.sqrt(variance), reach);
  });
  const logLik = fit.logLik + constant;
  return {
    formula: formula.text,
    method,
    rows,
    omitted: frame.omitted,
    groups: groupsOf(frame),
    coefficients,
    ...spreads(fit.plan, fit.theta, 1),
    logLik,
    aic: -2 * logLik + 2 * (fit.parameters.length + fit.theta.length),
    dropped: names.filter((_, place) => !kept.includes(place)),
    problems: [
      ...singular(fit.plan, fit.theta),
      ...endless(fit),
      ...(fit.converged ? [] : [{ code: 'not-converged' } as const]),
    ],
  };
}

/** The matrix that leads from the fitted parameters to thresholds and coefficients. */
function wayBack(r: readonly (readonly number[])[], own: number, scale: number): number[][] {
  if (own === 0) return invertUpper(r).map((row) => row.map((value) => value * scale));
  const inner = r.slice(1).map((row) => row.slice(1));
  const slopes = invertUpper(inner).map((row) => row.map((value) => value * scale));
  // The basis is centred: what it leaves out of each column moves the thresholds.
  const [shift = []] = multiply([(r[0] ?? []).slice(1).map((value) => value / scale)], slopes);
  const thresholds = Array.from({ length: own }, (_, i) => [
    ...Array.from({ length: own }, (_, j) => (i === j ? 1 : 0)),
    ...(slopes.length > 0 ? shift : []),
  ]);
  return [...thresholds, ...slopes.map((row) => [...new Array<number>(own).fill(0), ...row])];
}

function named(name: string, estimate: number, se: number, reach: number): Named {
  const t = estimate / se;
  const [low, high] = [estimate - reach * se, estimate + reach * se];
  const ratio = { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
  return { name, estimate, se, df: Infinity, t, p: normalTwoTails(t), low, high, ratio };
}

function refuseSeparated(
  { formula, fixed }: ModelFrame,
  { fixedOnly }: LaplaceFit,
  names: readonly string[],
  estimates: readonly number[],
  own: number,
): void {
  if (!fixedOnly.some((eta) => Math.abs(eta) > ENDLESS)) return;
  const beyond = names.filter((_, place) => place >= own && Math.abs(estimates[place]!) > ENDLESS / 2);
  const which = beyond.length > 0 ? beyond : fixed.map(({ name }) => name).filter((name) => name !== '(Intercept)');
  const reason = `the fixed part separates the values of ${formula.response.name} (in some of its groups all are alike), so that ${which.join(', ')} would be without end`;
  throw impossible(formula, reason);
}

function endless({ plan, theta }: LaplaceFit): MixedProblem[] {
  return plan.blocks.flatMap(({ group, theta: places }) =>
    places
      .filter(({ place, row, column }) => row === column && theta[place]! > ENDLESS)
      .map(({ row }) => ({ code: 'endless' as const, group: group.group, effect: group.effects[row]! })),
  );
}
