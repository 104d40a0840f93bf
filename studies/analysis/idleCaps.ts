import { linearEffect, type ModelSpec } from './effects.ts';
import { idleCapped } from './timing.ts';
import type { ReadRow } from './rows.ts';

/** Thresholds of the curve, seconds: from what counts as a pause in typing to a walk to the kitchen. */
const CAPS = [2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300] as const;

/** More reads than this, and a point of the curve compares the readers' own ratios instead of fitting a model. */
const MODEL_READS = 2000;

export interface CapPoint {
  readonly capSeconds: number;
  /** Idle-capped time of the second arm over that of the first; null where it can't be told. */
  readonly ratio: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** How the effect on time depends on the longest pause that counts as reading. */
export interface CapCurve {
  readonly group: string;
  readonly arms: readonly [string, string];
  readonly method: string;
  readonly points: readonly CapPoint[];
}

const MODEL: ModelSpec = {
  covariates: [],
  randomEffects: ['reader', 'case'],
  degreesOfFreedom: 'satterthwaite',
  confidence: 0.95,
};

/** The curve for two arms of a group; the protocol's own cap is among the points. */
export function capCurve(
  rows: readonly ReadRow[],
  group: string,
  arms: readonly [string, string],
  own: number,
): CapCurve {
  const reads = rows.filter((row) => row.group === group && arms.includes(row.arm ?? '') && row.pace);
  const model = reads.length <= MODEL_READS;
  const spec: ModelSpec = model ? MODEL : { ...MODEL, randomEffects: ['reader'] };
  const points = [...new Set([...CAPS, own])]
    .sort((a, b) => a - b)
    .map((capSeconds): CapPoint => {
      const values = reads.map((row) => ({
        value: row.pace ? idleCapped(row.pace, capSeconds) : 0,
        second: row.arm === arms[1],
        reader: row.reader,
        case: row.case,
        position: row.position,
        period: row.period,
        place: row.place ?? row.position,
      }));
      const effect = linearEffect(model ? values : byReader(values), spec, true);
      return 'reason' in effect
        ? { capSeconds, ratio: null, ciLow: null, ciHigh: null }
        : {
            capSeconds,
            ratio: Math.exp(effect.estimate),
            ciLow: Math.exp(effect.low),
            ciHigh: Math.exp(effect.high),
          };
    });
  const method = model
    ? 'linear mixed model on the logarithm of the idle-capped time, reader and case random'
    : 'geometric means of each reader in each arm, compared within readers';
  return { group, arms, method, points };
}

type Value = Parameters<typeof linearEffect>[0][number];

/** One value for each reader and arm: the geometric mean. */
function byReader(values: readonly Value[]): Value[] {
  const sums = new Map<string, { first: Value; sum: number; count: number }>();
  for (const value of values) {
    if (value.value <= 0) continue;
    const key = `${value.second} ${value.reader}`;
    const entry = sums.get(key) ?? { first: value, sum: 0, count: 0 };
    sums.set(key, { ...entry, sum: entry.sum + Math.log(value.value), count: entry.count + 1 });
  }
  return [...sums.values()].map(({ first, sum, count }) => ({ ...first, value: Math.exp(sum / count) }));
}
