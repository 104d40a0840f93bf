import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { normalQuantile, normalUpperTail } from '#core/stats/normal.ts';
import { studentQuantile, studentUpperTail } from '#core/stats/studentT.ts';
import type { Endpoint, Multiplicity } from '../protocol/endpoints.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { oddsEffect, whyNot, type ModelEffect, type NoEffect, type Observation } from './effects.ts';
import { measuredEffect, observationsOf } from './measured.ts';
import { benjaminiHochberg, holm } from '#core/stats/multiplicity.ts';
import { textNames } from './pairs.ts';
import type { ReadRow } from './rows.ts';

/** What became of the margin that the protocol set. */
export interface MarginResult {
  readonly test: 'equivalence' | 'non-inferiority';
  /** Limits on the scale of the estimate; null where there is none on that side. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided p-value: of equivalence the larger of the two. */
  readonly p: number;
  /** The interval that must lie within the limits: 90 % for a test at 5 %. */
  readonly ciLow: number;
  readonly ciHigh: number;
  readonly met: boolean;
}

/** One endpoint of the protocol. Numbers are null where the data do not give them; `notes` say why, in words. */
export interface EndpointResult {
  readonly id: string;
  readonly role: Endpoint['role'];
  readonly group: string;
  readonly arms: readonly [string, string];
  readonly measure: Endpoint['measure'];
  /** Reads with a value in each arm. */
  readonly reads: readonly [number, number];
  readonly scale: 'ratio' | 'difference' | 'odds ratio' | 'odds' | 'probability';
  /** Second arm over, or less, the first; for Mann-Whitney the probability that it has the greater value. */
  readonly estimate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly confidence: number;
  readonly p: number | null;
  /** Corrected for the endpoints of the same role. */
  readonly pAdjusted: number | null;
  /** Null where the test is normal. */
  readonly df: number | null;
  readonly spreads: Readonly<Record<string, number>>;
  readonly margin: MarginResult | null;
  readonly method: string;
  readonly notes: readonly string[];
}

/** The share of wrong rejections that margins are tested at, on each side. */
const ALPHA = 0.05;

const ADJUST: Readonly<Record<Multiplicity, (values: readonly number[]) => readonly number[]>> = {
  none: (values) => values,
  holm,
  'benjamini-hochberg': benjaminiHochberg,
};

/** The endpoints of the protocol, in its order, with p-values corrected as it says. */
export function endpointResults(rows: readonly ReadRow[], protocol: Protocol): EndpointResult[] {
  const results = (protocol.endpoints ?? []).map((endpoint) =>
    endpoint.arms[0] === endpoint.arms[1] ? pairResult(rows, endpoint, protocol) : endpointResult(rows, endpoint),
  );
  return results.map((result) => {
    const family = results.filter((each) => each.role === result.role && each.p !== null);
    const all = ADJUST[protocol.multiplicity ?? 'none'](family.map(({ p }) => p ?? 1));
    return { ...result, pAdjusted: all[family.indexOf(result)] ?? null };
  });
}

function endpointResult(rows: readonly ReadRow[], endpoint: Endpoint): EndpointResult {
  const { id, role, group, arms, measure, method, confidence } = endpoint;
  const observations = observationsOf(rows, endpoint);
  const second = observations.filter((each) => each.second).length;
  const common = { id, role, group, arms, measure, confidence, pAdjusted: null, margin: null, spreads: {}, df: null };
  const reads = [observations.length - second, second] as const;
  if (method === 'mann-whitney') return { ...common, reads, ...rankEffect(observations) };
  const log = method !== 'linear';
  const odds = method === 'ordinal' || method === 'logistic';
  const scale = odds ? ('odds ratio' as const) : log ? ('ratio' as const) : ('difference' as const);
  const effect = odds ? oddsEffect(observations, endpoint, method) : measuredEffect(rows, endpoint, endpoint, log);
  return { ...common, reads, ...shownEffect(effect, scale, endpoint, log) };
}

/**
 * Which of the two texts of an arm is preferred, against no preference: the odds of a preference for the favoured one,
 * reads that prefer neither left out, or the mean of 1, 0 and -1. Its `arms` are the sources of the texts, the favoured
 * one second, its `reads` how often each was preferred.
 */
function pairResult(rows: readonly ReadRow[], endpoint: Endpoint, protocol: Protocol): EndpointResult {
  const { id, role, group, measure, method, confidence } = endpoint;
  const names = textNames(protocol, endpoint.arms[0]) ?? endpoint.arms;
  const [favoured, other] = measure.kind === 'preference' && measure.favours === 'second' ? [1, 0] : [0, 1];
  const observations = observationsOf(rows, endpoint);
  const decided = observations.filter(({ value }) => value !== 0);
  const prefer = decided.filter(({ value }) => value > 0).length;
  const common = { id, role, group, measure, confidence, pAdjusted: null, margin: null, spreads: {}, df: null };
  const arms = [names[other] ?? '', names[favoured] ?? ''] as const;
  const reads = [decided.length - prefer, prefer] as const;
  const odds = method === 'logistic';
  const yesNo = decided.map((each) => ({ ...each, value: Number(each.value > 0) }));
  const effect = odds ? oddsEffect(yesNo, endpoint, method, 'none') : measuredEffect(rows, endpoint, endpoint, false);
  const left = observations.length - decided.length;
  const notes = odds && left > 0 ? [`${left} reads that prefer neither text are left out`] : [];
  const shown = shownEffect(effect, odds ? 'odds' : 'difference', endpoint, odds);
  return { ...common, arms, reads, ...shown, notes: [...notes, ...shown.notes] };
}

/** An effect on the scale that people read. */
function shownEffect(effect: ModelEffect | NoEffect, scale: EndpointResult['scale'], endpoint: Endpoint, log: boolean) {
  if ('reason' in effect) return none(scale, effect);
  const back = log ? Math.exp : (value: number): number => value;
  return {
    scale,
    estimate: back(effect.estimate),
    ciLow: back(effect.low),
    ciHigh: back(effect.high),
    p: effect.p,
    df: Number.isFinite(effect.df) ? effect.df : null,
    spreads: effect.spreads,
    margin: endpoint.margin ? marginResult(effect, endpoint.margin, log) : null,
    method: effect.method,
    notes: effect.notes,
  };
}

function none(scale: EndpointResult['scale'], { reason }: NoEffect) {
  return { scale, estimate: null, ciLow: null, ciHigh: null, p: null, method: 'not computed', notes: [reason] };
}

function rankEffect(observations: readonly Observation[]) {
  const reason = whyNot(observations);
  const values = [false, true].map((second) =>
    observations.filter((each) => each.second === second).map(({ value }) => value),
  );
  const [first = [], second = []] = values;
  const test = reason === null ? mannWhitney(second, first) : null;
  if (!test) return none('probability', { reason: reason ?? 'the test is not defined for these values' });
  return {
    scale: 'probability' as const,
    estimate: test.u / (first.length * second.length),
    ciLow: null,
    ciHigh: null,
    p: test.p,
    method: 'two-sided Mann-Whitney U test; reads count as independent',
    notes: ['the estimate is the probability that a read of the second arm has the greater value, ties counting half'],
  };
}

/**
 * Two one-sided t tests against the margins (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 1987;15:657),
 * or one of them for non-inferiority.
 */
function marginResult(effect: ModelEffect, margin: NonNullable<Endpoint['margin']>, log: boolean): MarginResult {
  const size = log ? Math.log(margin.size) : margin.size;
  const back = log ? Math.exp : (value: number): number => value;
  const both = margin.test === 'equivalence';
  const low = both || margin.worse === 'lower' ? -size : null;
  const high = both || margin.worse === 'higher' ? size : null;
  const normal = !Number.isFinite(effect.df);
  function tail(distance: number): number {
    const t = distance / effect.se;
    return normal ? normalUpperTail(t) : studentUpperTail(t, effect.df);
  }
  const tails = [
    ...(low === null ? [] : [tail(effect.estimate - low)]),
    ...(high === null ? [] : [tail(high - effect.estimate)]),
  ];
  const reach = (normal ? normalQuantile(ALPHA) : studentQuantile(ALPHA, effect.df)) * effect.se;
  const p = Math.max(...tails);
  return {
    test: margin.test,
    low: low === null ? null : back(low),
    high: high === null ? null : back(high),
    p,
    ciLow: back(effect.estimate - reach),
    ciHigh: back(effect.estimate + reach),
    met: p < ALPHA,
  };
}
