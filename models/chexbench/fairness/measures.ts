import type { Decision, Unit } from './units.ts';

/** Sums over units, of which all measures are made. */
export interface Sums {
  hits: number;
  extra: number;
  missed: number;
  rejected: number;
  right: number;
  items: number;
  squares: number;
  scored: number;
}

const keys = ['hits', 'extra', 'missed', 'rejected', 'right', 'items', 'squares', 'scored'] as const;

export function noSums(): Sums {
  return { hits: 0, extra: 0, missed: 0, rejected: 0, right: 0, items: 0, squares: 0, scored: 0 };
}

export function sumsOf({ right, decisions }: Unit): Sums {
  const sums = noSums();
  sums.right = right.filter(Boolean).length;
  sums.items = right.length;
  for (const { truth, said, score } of decisions) {
    if (truth) sums[said ? 'hits' : 'missed'] += 1;
    else sums[said ? 'extra' : 'rejected'] += 1;
    if (score === null) continue;
    sums.squares += (score - (truth ? 1 : 0)) ** 2;
    sums.scored += 1;
  }
  return sums;
}

export function addSums(total: Sums, more: Sums): void {
  for (const key of keys) total[key] += more[key];
}

/** How well a group is served; null where the group has nothing to measure it on. */
export interface Measures {
  /** Share of the items that were answered right as a whole. */
  readonly accuracy: number | null;
  /** 2 hits / (2 hits + extra + missed): depends on the prevalence, so read it beside the next three. */
  readonly f1: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  /** Share of the decisions that are truly yes. */
  readonly prevalence: number | null;
  /** Mean squared difference of the probability and what is true (Brier 1950), 0 is best. */
  readonly brier: number | null;
}

export const measureNames = ['f1', 'sensitivity', 'specificity', 'accuracy', 'brier'] as const;
export type MeasureName = (typeof measureNames)[number];

export function measuresOf({ hits, extra, missed, rejected, right, items, squares, scored }: Sums): Measures {
  return {
    accuracy: share(right, items),
    f1: share(2 * hits, 2 * hits + extra + missed),
    sensitivity: share(hits, hits + missed),
    specificity: share(rejected, rejected + extra),
    prevalence: share(hits + missed, hits + extra + missed + rejected),
    brier: share(squares, scored),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** How well probabilities tell the truth. */
export interface Calibration {
  readonly decisions: number;
  /** Mean probability less the share that is true: above nought says yes too boldly. */
  readonly bias: number;
  /** Expected calibration error over ten bins of equal width (Naeini et al. 2015), 0 is best. */
  readonly expectedError: number;
}

const BINS = 10;

/** Null where no decision has a probability. */
export function calibrationOf(decisions: readonly Decision[]): Calibration | null {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, scores: 0, truths: 0 }));
  let count = 0;
  for (const { score, truth } of decisions) {
    const bin = score === null ? undefined : bins[Math.min(BINS - 1, Math.floor(score * BINS))];
    if (score === null || !bin) continue;
    count += 1;
    bin.count += 1;
    bin.scores += score;
    bin.truths += truth ? 1 : 0;
  }
  if (count === 0) return null;
  const away = bins.map(({ scores, truths }) => scores - truths);
  return {
    decisions: count,
    bias: away.reduce((sum, value) => sum + value, 0) / count,
    expectedError: away.reduce((sum, value) => sum + Math.abs(value), 0) / count,
  };
}
