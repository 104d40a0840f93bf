import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { ratioOfMeans } from '#core/stats/ratioOfMeans.ts';

/** The second arm of a group against the first. */
export interface Contrast {
  readonly group: string;
  readonly arms: readonly [string, string];
  readonly reads: readonly [number, number];
  /** Mean time of the second arm over that of the first, and its 95 % interval. */
  readonly ratio: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** 1 - ratio. */
  readonly saving: number | null;
  /** Mann-Whitney U test, two-sided. */
  readonly u: number | null;
  readonly p: number | null;
  readonly method: string;
}

/** Compares the times (seconds) of two arms; null where there are too few. All reads count as independent. */
export function contrast(
  group: string,
  arms: readonly [string, string],
  first: readonly number[],
  second: readonly number[],
): Contrast {
  const ratio = ratioOfMeans(first, second);
  const test = mannWhitney(first, second);
  const how = test?.method === 'exact' ? 'exact' : 'normal approximation with corrections for ties and continuity';
  return {
    group,
    arms,
    reads: [first.length, second.length],
    ratio: ratio?.ratio ?? null,
    ciLow: ratio?.low ?? null,
    ciHigh: ratio?.high ?? null,
    saving: ratio ? 1 - ratio.ratio : null,
    u: test?.u ?? null,
    p: test?.p ?? null,
    method:
      'ratio of mean times with a 95 % delta interval on the log scale (Welch degrees of freedom); ' +
      `p: two-sided Mann-Whitney U test, ${how}; reads count as independent`,
  };
}
