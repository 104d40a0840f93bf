import { quadratic } from '#core/stats/linear/triangular.ts';
import { studentQuantile, studentTwoTails } from '#core/stats/studentT.ts';
import { kenwardRoger } from './kenwardRoger.ts';
import type { LinearMixedFit } from './linearMixed.ts';
import { satterthwaite } from './satterthwaite.ts';

export type DegreesOfFreedom = 'kenward-roger' | 'satterthwaite';

/** An estimate with its t test against zero and its interval. */
export interface Estimate {
  readonly estimate: number;
  readonly se: number;
  /** Infinite for models whose tests are normal. */
  readonly df: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

export interface Inference {
  /** What was used: Kenward and Roger's needs REML and not too many random effects. */
  readonly df: DegreesOfFreedom;
  /** Estimate of l' beta. */
  readonly contrast: (l: readonly number[]) => Estimate;
}

/**
 * t tests and intervals for linear combinations of the fixed effects. Kenward and Roger's degrees of freedom, with
 * their standard errors, are for the small samples of reader studies the safer choice; where they can't be had,
 * Satterthwaite's are used and named.
 */
export function inferenceOf(
  fit: LinearMixedFit,
  wanted: DegreesOfFreedom = 'kenward-roger',
  confidence = 0.95,
): Inference {
  const adjusted = wanted === 'kenward-roger' ? kenwardRoger(fit) : null;
  const degrees = adjusted ? adjusted.df : satterthwaite(fit);
  const vcov = adjusted ? adjusted.vcov : fit.vcov;
  return {
    df: adjusted ? 'kenward-roger' : 'satterthwaite',
    contrast: (l) => {
      const estimate = l.reduce((sum, each, i) => sum + each * (fit.estimates[i] ?? 0), 0);
      return estimated(estimate, Math.sqrt(quadratic(vcov, l)), degrees(l), confidence);
    },
  };
}

/** The test and the interval of an estimate with its standard error and degrees of freedom. */
function estimated(estimate: number, se: number, df: number, confidence = 0.95): Estimate {
  const t = estimate / se;
  const reach = studentQuantile((1 - confidence) / 2, df) * se;
  return { estimate, se, df, t, p: studentTwoTails(t, df), low: estimate - reach, high: estimate + reach };
}
