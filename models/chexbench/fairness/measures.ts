import type { Decision, Unit } from './units.ts';

/** Places of the sums that all measures are made of. */
const HITS = 0;
const EXTRA = 1;
const MISSED = 2;
const REJECTED = 3;
const RIGHT = 4;
const ITEMS = 5;
const SQUARES = 6;
const SCORED = 7;
const WIDTH = 8;

/** The sums of each unit, one after the other: adding up draws of them is what takes the time. */
export type UnitSums = Float64Array;

export function unitSums(units: readonly Unit[]): UnitSums {
  const sums = new Float64Array(units.length * WIDTH);
  const add = (row: number, place: number, value: number): void => {
    sums[row * WIDTH + place] = (sums[row * WIDTH + place] ?? 0) + value;
  };
  units.forEach(({ right, decisions }, row) => {
    add(row, ITEMS, right.length);
    add(row, RIGHT, right.filter(Boolean).length);
    for (const { truth, said, score } of decisions) {
      add(row, truth ? (said ? HITS : MISSED) : said ? EXTRA : REJECTED, 1);
      if (score === null) continue;
      add(row, SQUARES, (score - (truth ? 1 : 0)) ** 2);
      add(row, SCORED, 1);
    }
  });
  return sums;
}

/** The measures of as many units as there are, each chosen by `pick` from their number. */
export function measuresOfDraw(sums: UnitSums, pick: (count: number, place: number) => number): Measures {
  const count = sums.length / WIDTH;
  const total = new Float64Array(WIDTH);
  for (let draw = 0; draw < count; draw++) {
    const first = pick(count, draw) * WIDTH;
    for (let place = 0; place < WIDTH; place++) total[place]! += sums[first + place]!;
  }
  return measuresOf(total);
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

function measuresOf(total: Float64Array): Measures {
  const of = (place: number): number => total[place] ?? 0;
  const [hits, extra, missed, rejected] = [of(HITS), of(EXTRA), of(MISSED), of(REJECTED)];
  return {
    accuracy: share(of(RIGHT), of(ITEMS)),
    f1: share(2 * hits, 2 * hits + extra + missed),
    sensitivity: share(hits, hits + missed),
    specificity: share(rejected, rejected + extra),
    prevalence: share(hits + missed, hits + extra + missed + rejected),
    brier: share(of(SQUARES), of(SCORED)),
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
