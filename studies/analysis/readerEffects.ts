import type { TimeName } from '../protocol/endpoints.ts';
import { byReader } from './byReader.ts';
import { linearEffect } from './effects.ts';
import { observationsOf } from './measured.ts';
import type { ReadRow } from './rows.ts';

/** What the arms differ by within one reader. */
export interface ReaderEffect {
  readonly group: string;
  readonly arms: readonly [string, string];
  readonly reader: string;
  readonly reads: readonly [number, number];
  /** Geometric mean time of the second arm over that of the first, with its 95 % interval; null with too few reads. */
  readonly ratio: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** Each reader's own ratio of times by Welch's test on logarithms: reads of one reader count as independent. */
export function readerEffects(
  rows: readonly ReadRow[],
  group: string,
  arms: [string, string],
  time: TimeName,
): ReaderEffect[] {
  const all = observationsOf(rows, { group, arms, measure: { kind: 'time', definition: time } });
  const own = byReader(all);
  const spec = { covariates: [], randomEffects: [], degreesOfFreedom: 'satterthwaite' as const, confidence: 0.95 };
  return [...own].map(([reader, observations]) => {
    const second = observations.filter((each) => each.second).length;
    const effect = linearEffect(observations, spec, true);
    const common = { group, arms, reader, reads: [observations.length - second, second] as const };
    return 'reason' in effect
      ? { ...common, ratio: null, ciLow: null, ciHigh: null }
      : { ...common, ratio: Math.exp(effect.estimate), ciLow: Math.exp(effect.low), ciHigh: Math.exp(effect.high) };
  });
}
