import { Failure } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { mean, variance } from '#core/stats/describe.ts';
import { fitLinearMixed, type MixedProblem } from '#core/stats/mixed/linearMixed.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { modelFrame, withResponse, type ModelFrame } from '#core/stats/mixed/frame.ts';
import { inferenceOf } from '#core/stats/mixed/inference.ts';
import { fitLogisticMixed } from '#core/stats/mixed/logisticMixed.ts';
import { fitOrdinalMixed } from '#core/stats/mixed/ordinalMixed.ts';
import { normalQuantile } from '#core/stats/normal.ts';
import { studentQuantile, studentTwoTails } from '#core/stats/studentT.ts';
import type { Endpoint } from '../protocol/endpoints.ts';

/** A value of one read, and what may explain it. */
export interface Observation {
  readonly value: number;
  /** Of the second arm. */
  readonly second: boolean;
  readonly reader: string;
  readonly case: string;
  readonly position: number;
  readonly period: number;
  /** Place in the session. */
  readonly place: number;
}

export type ModelSpec = Pick<Endpoint, 'covariates' | 'randomEffects' | 'degreesOfFreedom' | 'confidence'>;

/** How much the second arm differs from the first, on the model's scale: of logarithms for ratios. */
export interface ModelEffect {
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly method: string;
  /** Standard deviations of the random parts, and of the rest under `residual`. */
  readonly spreads: Readonly<Record<string, number>>;
  /** What a reader of the number must know, in words. */
  readonly notes: readonly string[];
}

/** A comparison that can't be made, and why. */
export interface NoEffect {
  readonly reason: string;
}

/** What a value is set against: that of the first arm, or, of preferences in one arm, no preference. */
export type Against = 'arm' | 'none';

/**
 * The arms compared by a linear mixed model (REML) with random intercepts as fixed beforehand. A factor that can't be
 * told from the rest, having one level or as many as there are reads, is left out and named; where none is left, the
 * arms are compared by Welch's test. `log`: of logarithms, of positive values only. `frames`: of effects before, since
 * another measure of the same reads has the same design.
 */
export function linearEffect(
  all: readonly Observation[],
  spec: ModelSpec,
  log: boolean,
  frames: Frames = new Map(),
  against: Against = 'arm',
): ModelEffect | NoEffect {
  const used = log ? all.filter(({ value }) => value > 0) : all;
  const notes = used.length < all.length ? [`${all.length - used.length} reads with a value of 0 are left out`] : [];
  const missing = whyNot(used, against);
  if (missing !== null) return { reason: missing };
  const random = spec.randomEffects.filter((factor) => {
    const levels = new Set(used.map((each) => each[factor])).size;
    if (levels === 1) notes.push(`only one ${factor}: the result holds for this ${factor} alone`);
    if (levels === used.length) notes.push(`each ${factor} is read once and can't be told from the rest`);
    return levels > 1 && levels < used.length;
  });
  if (random.length === 0 && spec.covariates.length === 0 && against === 'arm')
    return welch(used, spec.confidence, log, notes);
  return mixed(used, { ...spec, randomEffects: random }, log, notes, frames, against);
}

/** Null where two arms can be compared, or one arm's preferences told from none. */
export function whyNot(observations: readonly Observation[], against: Against = 'arm'): string | null {
  if (against === 'none') return whyNoPreference(observations);
  const second = observations.filter((each) => each.second).length;
  if (observations.length === 0) return 'no values in either arm';
  if (second === 0 || second === observations.length)
    return `no values in the ${second === 0 ? 'second' : 'first'} arm`;
  if (observations.every(({ value }) => value === observations[0]?.value))
    return `all values are ${observations[0]?.value}`;
  return observations.length < 3 ? 'one value in each arm: nothing tells how far they vary' : null;
}

function whyNoPreference(observations: readonly Observation[]): string | null {
  if (observations.length < 3) return `${observations.length} reads with a value: nothing tells how far they vary`;
  return observations.every(({ value }) => value === observations[0]?.value)
    ? `all values are ${observations[0]?.value}`
    : null;
}

/**
 * The arms compared by a logistic or a cumulative-link mixed model (Laplace), normal tests: the logarithm of an odds
 * ratio, of one arm the logarithm of odds. A random factor with one level is left out and named.
 */
export function oddsEffect(
  used: readonly Observation[],
  spec: ModelSpec,
  method: 'logistic' | 'ordinal',
  against: Against = 'arm',
): ModelEffect | NoEffect {
  const missing = whyNot(used, against);
  if (missing !== null) return { reason: missing };
  const notes: string[] = [];
  const random = spec.randomEffects.filter((factor) => {
    if (new Set(used.map((each) => each[factor])).size > 1) return true;
    notes.push(`only one ${factor}: the result holds for this ${factor} alone`);
    return false;
  });
  return worded(() => {
    const frame = frameOf(used, { ...spec, randomEffects: random }, 'value', against);
    const fit = method === 'logistic' ? fitLogisticMixed(frame) : fitOrdinalMixed(frame);
    const arm = fit.coefficients.find(({ name }) => name === COEFFICIENT[against]);
    if (!arm || ![arm.estimate, arm.se, arm.p].every(Number.isFinite))
      return {
        reason: `${fit.formula}: the arms can't be compared (${fit.problems.map(({ code }) => code).join(', ') || 'no finite estimate'})`,
      };
    const reach = normalQuantile((1 - spec.confidence) / 2) * arm.se;
    return {
      estimate: arm.estimate,
      se: arm.se,
      df: Infinity,
      low: arm.estimate - reach,
      high: arm.estimate + reach,
      p: arm.p,
      method: `${fit.method}, ${fit.formula}`,
      spreads: Object.fromEntries(fit.components.map(({ group, sd }) => [group, sd])),
      notes: [...notes, ...fit.problems.map(problemWords)],
    };
  });
}

/** The coefficient that tells the effect. */
const COEFFICIENT: Readonly<Record<Against, string>> = { arm: 'armsecond', none: '(Intercept)' };

function problemWords(problem: MixedProblem): string {
  if (problem.code === 'singular') return `the variance of ${problem.group} is estimated as zero (singular fit)`;
  return problem.code === 'not-converged' ? 'the search for the best fit ended early' : problem.code;
}

/** What the models refuse, in their words. */
function worded(work: () => ModelEffect | NoEffect): ModelEffect | NoEffect {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { reason: failureWords(thrown) };
  }
}

/** The newest frame of each formula with its observations. */
export type Frames = Map<string, { readonly used: readonly Observation[]; readonly frame: ModelFrame }>;

/** The frame of these observations, or that of other values of the same reads with these values in it. */
function sharedFrame(
  used: readonly Observation[],
  spec: ModelSpec,
  log: boolean,
  frames: Frames,
  against: Against,
): ModelFrame {
  const key = JSON.stringify([log, spec.covariates, spec.randomEffects, against]);
  const before = frames.get(key);
  if (before && sameReads(before.used, used))
    return withResponse(
      before.frame,
      Float64Array.from(used, ({ value }) => (log ? Math.log(value) : value)),
    );
  const frame = frameOf(used, spec, log ? 'log(value)' : 'value', against);
  frames.set(key, { used, frame });
  return frame;
}

function sameReads(some: readonly Observation[], others: readonly Observation[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return (
        one.second === other?.second &&
        one.reader === other.reader &&
        one.case === other.case &&
        one.position === other.position &&
        one.period === other.period &&
        one.place === other.place
      );
    })
  );
}

/** The observations as a model sees them; covariates that do not vary are left out. */
function frameOf(used: readonly Observation[], spec: ModelSpec, response: string, against: Against): ModelFrame {
  const varying = spec.covariates.filter((name) => new Set(used.map((each) => each[name])).size > 1);
  const fixed = [
    against === 'arm' ? 'arm' : '1',
    ...varying.map((name) => (name === 'period' ? 'factor(period)' : name)),
  ];
  const terms = [...fixed, ...spec.randomEffects.map((name) => `(1 | ${name})`)];
  const names = ['value', 'reader', 'case', 'position', 'period', 'place'] as const;
  const columns = new Map<string, (number | string)[]>(names.map((name) => [name, used.map((each) => each[name])]));
  columns.set(
    'arm',
    used.map(({ second }) => (second ? 'second' : 'first')),
  );
  const table = { file: 'reads', rows: used.length, columns };
  return modelFrame(table, parseFormula(`${response} ~ ${terms.join(' + ')}`), {
    reference: new Map(against === 'arm' ? [['arm', 'first']] : []),
  });
}

function mixed(
  used: readonly Observation[],
  spec: ModelSpec,
  log: boolean,
  notes: string[],
  frames: Frames,
  against: Against,
): ModelEffect | NoEffect {
  return worded(() => {
    const frame = sharedFrame(used, spec, log, frames, against);
    const fit = fitLinearMixed(frame);
    const { df, contrast } = inferenceOf(fit, spec.degreesOfFreedom, spec.confidence);
    const { text } = frame.formula;
    const place = fit.names.indexOf(COEFFICIENT[against]);
    if (place < 0) return { reason: `${text}: the arm follows from the other terms` };
    const effect = contrast(fit.names.map((_, index) => Number(index === place)));
    if (![effect.estimate, effect.se, effect.df, effect.p].every(Number.isFinite) || effect.se === 0)
      return { reason: `${text}: the values do not vary within the arms` };
    const spreads = fit.components.map(({ group, sd }) => [group, sd] as const);
    const degrees = df === 'satterthwaite' ? 'Satterthwaite' : 'Kenward-Roger';
    return {
      ...effect,
      method: `linear mixed model by REML, ${text}, ${degrees} degrees of freedom`,
      spreads: { ...Object.fromEntries(spreads), residual: Math.sqrt(fit.residualVariance) },
      notes: [...notes, ...fit.problems.map(problemWords)],
    };
  });
}

/** Difference of the means of two samples: Welch, Biometrika 1947;34:28. */
function welch(
  used: readonly Observation[],
  confidence: number,
  log: boolean,
  notes: string[],
): ModelEffect | NoEffect {
  const scale = log ? Math.log : (value: number): number => value;
  const samples = [false, true].map((second) =>
    used.filter((each) => each.second === second).map(({ value }) => scale(value)),
  );
  const parts = samples.map((values) => ({
    n: values.length,
    center: mean(values) ?? 0,
    error: (variance(values) ?? 0) / values.length,
  }));
  const [a, b] = parts;
  if (!a || !b || a.n < 2 || b.n < 2) return { reason: 'one value in an arm: nothing tells how far it varies' };
  const se = Math.sqrt(a.error + b.error);
  if (se === 0) return { reason: 'the values do not vary within the arms' };
  const df = (a.error + b.error) ** 2 / (a.error ** 2 / (a.n - 1) + b.error ** 2 / (b.n - 1));
  const estimate = b.center - a.center;
  const reach = studentQuantile((1 - confidence) / 2, df) * se;
  return {
    estimate,
    se,
    df,
    low: estimate - reach,
    high: estimate + reach,
    p: studentTwoTails(estimate / se, df),
    method: `Welch's t test${log ? ' on logarithms' : ''}, reads count as independent`,
    spreads: {},
    notes,
  };
}
