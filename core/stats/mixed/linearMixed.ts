import { minimise } from '#core/stats/linear/minimise.ts';
import { orthonormalise, type Orthonormal } from '#core/stats/linear/orthonormal.ts';
import { invertUpper, multiply, timesOwnTranspose } from '#core/stats/linear/triangular.ts';
import { impossible, type FrameGroup, type ModelFrame } from './frame.ts';
import { checkGroups } from './groups.ts';
import { profiler, type Profiled } from './profile.ts';
import { blockCovariance, planRandomPart, positiveTheta, type RandomPlan } from './randomPart.ts';

/** Spread between the levels of a group, of one effect. */
export interface VarianceComponent {
  readonly group: string;
  readonly effect: string;
  readonly variance: number;
  readonly sd: number;
}

/** Of two effects that vary together; null where one of them does not vary. */
export interface RandomCorrelation {
  readonly group: string;
  readonly effects: readonly [string, string];
  readonly covariance: number;
  readonly correlation: number | null;
}

export interface LinearMixedFit {
  readonly frame: ModelFrame;
  readonly reml: boolean;
  readonly names: readonly string[];
  readonly estimates: readonly number[];
  readonly vcov: readonly (readonly number[])[];
  /** Residual variance. */
  readonly residualVariance: number;
  readonly components: readonly VarianceComponent[];
  readonly correlations: readonly RandomCorrelation[];
  /** REML criterion, or -2 log likelihood for maximum likelihood. */
  readonly criterion: number;
  readonly logLik: number;
  readonly aic: number;
  /** Columns left out since others determine them. */
  readonly dropped: readonly string[];
  /** What a reader of the result must know, such as a variance at its border: codes, none if all is well. */
  readonly problems: readonly MixedProblem[];
  readonly plan: RandomPlan;
  /** Relative factor's parameters, no diagonal negative. */
  readonly theta: readonly number[];
  /** Places of the used columns among `frame.fixed`. */
  readonly kept: readonly number[];
  /** The basis Q of the fixed part and its triangle R. */
  readonly q: readonly Float64Array[];
  /** Covariance of the estimates at residual variance 1, for another theta; null where there is none. */
  readonly covarianceAt: (theta: readonly number[]) => number[][] | null;
  /** -2 log (restricted) likelihood at another theta and log residual standard deviation. */
  readonly devianceAt: (theta: readonly number[], logSigma: number) => number;
}

export type MixedProblem =
  | { readonly code: 'singular' | 'endless'; readonly group: string; readonly effect: string }
  | { readonly code: 'not-converged' };

/** As lme4's isSingular: a relative standard deviation below this is at its border. */
const SINGULAR = 1e-4;

/**
 * Linear mixed model with any number of crossed or nested random intercepts and slopes, by restricted (REML) or full
 * maximum likelihood, as lme4's `lmer`: y = X beta + Z b + e, with normal b and e. The criterion is profiled over
 * beta and the residual variance and minimised over the relative factor theta.
 * Bates, Mächler, Bolker, Walker, Journal of Statistical Software 2015;67(1).
 * Example: `fitLinearMixed(modelFrame(table, parseFormula('log(time) ~ arm + (1|reader) + (1|case)')))`.
 * Throws statistics where the model can't be fitted, with the reason.
 */
export function fitLinearMixed(frame: ModelFrame, { reml = true }: { reml?: boolean } = {}): LinearMixedFit {
  const { formula, rows, response } = frame;
  if (frame.responseLevels) throw impossible(formula, `${formula.response.name} is not of numbers`);
  checkGroups(frame, rows);
  const { basis, plan } = designOf(frame);
  const free = rows - basis.q.length;
  if (basis.q.length === 0) throw impossible(formula, 'there is nothing to estimate');
  if (free < 1) throw impossible(formula, `${rows} rows are too few for ${basis.q.length} coefficients`);
  const profile = profiler(plan, basis, response);
  const spread = response.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ** 2 * rows;
  const logScale = basis.r.reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);
  const counted = reml ? free : rows;

  function deviance({ logRandom, logFixed, residual }: Profiled, logVariance: number): number {
    const restricted = reml ? logFixed + logScale : 0;
    return logRandom + restricted + counted * (Math.log(2 * Math.PI) + logVariance) + residual / Math.exp(logVariance);
  }
  function profiled(theta: readonly number[]): number {
    const at = profile(theta);
    return at && at.residual > 1e-20 * spread ? deviance(at, Math.log(at.residual / counted)) : Infinity;
  }
  if (!Number.isFinite(profiled(plan.start)))
    throw impossible(formula, `${formula.response.name} does not vary beyond what the model explains exactly`);
  const search = minimise(profiled, plan.start);
  const theta = settled(plan, positiveTheta(plan, search.at), profiled);
  const best = profile(theta)!;
  const residualVariance = best.residual / counted;
  const back = invertUpper(basis.r);
  const covarianceAt = (other: readonly number[]): number[][] | null => {
    const at = profile(other);
    return at && timesOwnTranspose(multiply(back, invertUpper(at.factor)));
  };
  const criterion = profiled(theta);
  const parameters = basis.q.length + theta.length + 1;
  return {
    frame,
    reml,
    names: basis.kept.map((place) => frame.fixed[place]!.name),
    estimates: back.map((row) => row.reduce((sum, each, i) => sum + each * best.coefficients[i]!, 0)),
    vcov: covarianceAt(theta)!.map((row) => row.map((value) => value * residualVariance)),
    residualVariance,
    ...spreads(plan, theta, residualVariance),
    criterion,
    logLik: -criterion / 2,
    aic: criterion + 2 * parameters,
    dropped: frame.fixed.filter((_, place) => !basis.kept.includes(place)).map(({ name }) => name),
    problems: [...singular(plan, theta), ...(search.converged ? [] : [{ code: 'not-converged' } as const])],
    plan,
    theta,
    kept: basis.kept,
    q: basis.q,
    covarianceAt,
    devianceAt: (other, logSigma) => {
      const at = profile(other);
      return at ? deviance(at, 2 * logSigma) : Infinity;
    },
  };
}

/** What does not depend on the response; frames that share their groups share it. Each fit refills the plan's system. */
interface Design {
  readonly basis: Orthonormal;
  readonly plan: RandomPlan;
}

const designs = new WeakMap<readonly FrameGroup[], Design>();

function designOf({ x, groups, rows }: ModelFrame): Design {
  const design = designs.get(groups) ?? { basis: orthonormalise(x), plan: planRandomPart(groups, rows) };
  designs.set(groups, design);
  return design;
}

/** Standard deviations that are zero but for the end of the search become zero. */
function settled(plan: RandomPlan, theta: number[], profiled: (theta: readonly number[]) => number): number[] {
  let result = theta;
  for (const block of plan.blocks) {
    for (const { place, row, column } of block.theta) {
      if (row !== column || result[place]! > SINGULAR) continue;
      const below = block.theta.filter((each) => each.column === column).map((each) => each.place);
      const without = result.map((value, at) => (below.includes(at) ? 0 : value));
      if (profiled(without) <= profiled(result) + 1e-7) result = without;
    }
  }
  return result;
}

/** Variances and correlations of the random effects, in the order of the formula. */
export function spreads(
  plan: RandomPlan,
  theta: readonly number[],
  scale: number,
): { components: VarianceComponent[]; correlations: RandomCorrelation[] } {
  const components: VarianceComponent[] = [];
  const correlations: RandomCorrelation[] = [];
  for (const block of plan.blocks) {
    const covariance = blockCovariance(block, theta);
    const { group, effects } = block.group;
    for (const [i, effect] of effects.entries()) {
      const variance = covariance[i]![i]! * scale;
      components.push({ group, effect, variance, sd: Math.sqrt(variance) });
      for (const [j, other] of effects.slice(0, i).entries()) {
        const shared = covariance[i]![j]! * scale;
        const product = Math.sqrt(variance * covariance[j]![j]! * scale);
        correlations.push({
          group,
          effects: [other, effect],
          covariance: shared,
          correlation: product > 0 ? shared / product : null,
        });
      }
    }
  }
  return { components, correlations };
}

export function singular({ blocks }: RandomPlan, theta: readonly number[]): MixedProblem[] {
  return blocks.flatMap(({ group, theta: places }) =>
    places
      .filter(({ place, row, column }) => row === column && theta[place]! < SINGULAR)
      .map(({ row }) => ({ code: 'singular' as const, group: group.group, effect: group.effects[row]! })),
  );
}
