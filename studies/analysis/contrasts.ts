import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { ratioOfMeans } from '#core/stats/ratioOfMeans.ts';
import type { TimeName } from '../protocol/endpoints.ts';
import type { ModelSpec } from './effects.ts';
import { measuredEffect, observationsOf, type Compared } from './measured.ts';
import type { ReadRow } from './rows.ts';

/** The second arm of a group against the first. */
export interface Contrast {
  readonly group: string;
  readonly arms: readonly [string, string];
  readonly reads: readonly [number, number];
  /** `paper`: as the paper did it. `mixed`: with readers and cases as random effects. */
  readonly analysis: 'paper' | 'mixed';
  /** Time of the second arm over that of the first (means, or geometric means of the model), and its 95 % interval. */
  readonly ratio: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** 1 - ratio. */
  readonly saving: number | null;
  /** Mann-Whitney U; null for the model. */
  readonly u: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly df: number | null;
  /** Standard deviations of reader, case and rest on the log scale; empty for the paper's way. */
  readonly spreads: Readonly<Record<string, number>>;
  readonly method: string;
  /** What a reader of the numbers must know, in words; says why where they are null. */
  readonly notes: readonly string[];
}

const MODEL: ModelSpec = {
  covariates: [],
  randomEffects: ['reader', 'case'],
  degreesOfFreedom: 'satterthwaite',
  confidence: 0.95,
};

/** Compares the times of two arms both ways: as the paper did, and by a mixed model of their logarithms. */
export function contrastsOf(
  rows: readonly ReadRow[],
  group: string,
  arms: readonly [string, string],
  time: TimeName,
): [paper: Contrast, mixed: Contrast] {
  const compared: Compared = { group, arms: [...arms], measure: { kind: 'time', definition: time } };
  const observations = observationsOf(rows, compared);
  const times = [false, true].map((second) =>
    observations.filter((each) => each.second === second).map(({ value }) => value),
  );
  const [first = [], second = []] = times;
  const common = { group, arms, reads: [first.length, second.length] as const };
  const effect = measuredEffect(rows, compared, MODEL, true);
  const none = { ratio: null, ciLow: null, ciHigh: null, saving: null, u: null, p: null, df: null, spreads: {} };
  return [
    { ...common, ...none, analysis: 'paper', ...paperWay(first, second) },
    'reason' in effect
      ? { ...common, ...none, analysis: 'mixed', method: 'not computed', notes: [effect.reason] }
      : {
          ...common,
          analysis: 'mixed',
          ratio: Math.exp(effect.estimate),
          ciLow: Math.exp(effect.low),
          ciHigh: Math.exp(effect.high),
          saving: 1 - Math.exp(effect.estimate),
          u: null,
          p: effect.p,
          df: effect.df,
          spreads: effect.spreads,
          method: effect.method,
          notes: effect.notes,
        },
  ];
}

/** All reads count as independent. */
function paperWay(first: readonly number[], second: readonly number[]) {
  const ratio = ratioOfMeans(first, second);
  const test = mannWhitney(first, second);
  const how = test?.method === 'exact' ? 'exact' : 'normal approximation with corrections for ties and continuity';
  return {
    ratio: ratio?.ratio ?? null,
    ciLow: ratio?.low ?? null,
    ciHigh: ratio?.high ?? null,
    saving: ratio ? 1 - ratio.ratio : null,
    u: test?.u ?? null,
    p: test?.p ?? null,
    method:
      'ratio of mean times with a 95 % delta interval on the log scale (Welch degrees of freedom); ' +
      `p: two-sided Mann-Whitney U test, ${how}; reads count as independent`,
    notes: ratio && test ? [] : ['too few reads, or times that do not vary'],
  };
}
