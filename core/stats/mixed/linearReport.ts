import type { ModelFrame } from './frame.ts';
import { inferenceOf, type DegreesOfFreedom, type Estimate } from './inference.ts';
import type { LinearMixedFit, MixedProblem, RandomCorrelation, VarianceComponent } from './linearMixed.ts';
import { marginsOf, pairsOf } from './margins.ts';

/** An estimate on the scale of the model and, where the response is a logarithm, as a ratio. */
export interface Named extends Estimate {
  readonly name: string;
  /** exp(estimate) with its interval; null where the response is no logarithm. */
  readonly ratio: { readonly estimate: number; readonly low: number; readonly high: number } | null;
}

/** Everything that is told of a linear mixed model, as plain data. */
export interface LinearReport {
  readonly formula: string;
  readonly method: string;
  readonly rows: number;
  readonly omitted: number;
  readonly groups: readonly { readonly group: string; readonly levels: number }[];
  readonly coefficients: readonly Named[];
  readonly components: readonly VarianceComponent[];
  readonly correlations: readonly RandomCorrelation[];
  readonly residual: { readonly variance: number; readonly sd: number };
  /** REML criterion, or -2 log likelihood. */
  readonly criterion: number;
  readonly logLik: number;
  readonly aic: number;
  readonly means: readonly Named[];
  /** Differences of means, the later level less the earlier. */
  readonly differences: readonly Named[];
  readonly dropped: readonly string[];
  readonly problems: readonly MixedProblem[];
}

const DF_NAMES: Readonly<Record<DegreesOfFreedom, string>> = {
  'kenward-roger': 'Kenward-Roger',
  satterthwaite: 'Satterthwaite',
};

export interface LinearReportOptions {
  readonly df?: DegreesOfFreedom;
  readonly confidence?: number;
  /** A factor whose marginal means and differences are wanted. */
  readonly means?: string | null;
}

export function linearReport(fit: LinearMixedFit, options: LinearReportOptions = {}): LinearReport {
  const { frame } = fit;
  const { df, contrast } = inferenceOf(fit, options.df, options.confidence);
  const log = frame.formula.response.transform === 'log';
  const named = (name: string, weights: readonly number[]): Named => {
    const estimate = contrast(weights);
    const ratio = log
      ? { estimate: Math.exp(estimate.estimate), low: Math.exp(estimate.low), high: Math.exp(estimate.high) }
      : null;
    return { name, ...estimate, ratio };
  };
  const margins = options.means ? marginsOf(frame, fit.kept, options.means) : [];
  return {
    formula: frame.formula.text,
    method: `linear mixed model, ${fit.reml ? 'REML' : 'maximum likelihood'}, ${DF_NAMES[df]} degrees of freedom`,
    rows: frame.rows,
    omitted: frame.omitted,
    groups: groupsOf(frame),
    coefficients: fit.names.map((name, i) =>
      named(
        name,
        fit.names.map((_, j) => (i === j ? 1 : 0)),
      ),
    ),
    components: fit.components,
    correlations: fit.correlations,
    residual: { variance: fit.residualVariance, sd: Math.sqrt(fit.residualVariance) },
    criterion: fit.criterion,
    logLik: fit.logLik,
    aic: fit.aic,
    means: margins.map(({ level, weights }) => named(level, weights)),
    differences: pairsOf(margins).map(({ levels, weights }) => named(levels.join(' - '), weights)),
    dropped: fit.dropped,
    problems: fit.problems,
  };
}

/** Each grouping factor once, with the number of its levels. */
export function groupsOf({ groups }: ModelFrame): { group: string; levels: number }[] {
  return [...new Map(groups.map(({ group, levels }) => [group, levels.length]))].map(([group, levels]) => ({
    group,
    levels,
  }));
}
