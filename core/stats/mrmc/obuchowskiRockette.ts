import { chiSquaredUpperTail } from '../chiSquared.ts';
import { demand, noValue } from '../demand.ts';
import { fUpperTail } from '../fDistribution.ts';
import { normalQuantile, normalTwoTails } from '../normal.ts';
import { studentQuantile, studentTwoTails } from '../studentT.ts';
import type { FailureData } from '#core/errors.ts';
import type { Components } from './components.ts';

/** What the result is to hold for beyond this study: other readers, other cases, or both. */
export type Chance = 'readers-and-cases' | 'cases' | 'readers';

export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  /** Infinite where the readers are fixed: the normal distribution. */
  readonly df: number;
  readonly low: number;
  readonly high: number;
}

export interface ModalityContrast extends Estimate {
  readonly modalities: readonly [string, string];
  /** Two-sided. */
  readonly p: number;
}

export interface MrmcResult {
  readonly chance: Chance;
  /** F test of the hypothesis that all modalities are worth the same (a chi-squared over its df where df2 is infinite). */
  readonly f: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
  /** What MS(modality) is held against. */
  readonly denominator: number;
  readonly differences: readonly ModalityContrast[];
  /** Each modality by itself; null with its reason in `problems` where it has no interval. */
  readonly modalities: readonly (Estimate | null)[];
  readonly problems: readonly FailureData[];
}

const METHOD = 'Obuchowski-Rockette analysis';

/**
 * Obuchowski and Rockette's analysis of variance of figures of merit with correlated errors, degrees of freedom of
 * Hillis. Hypothesis: the modalities are worth the same to readers. Obuchowski and Rockette, Communications in
 * Statistics 1995;24:285; Hillis, Statistics in Medicine 2007;26:596 and 2014;33:330. Covariance differences below
 * zero count as zero, as there. Throws stats-too-few under two modalities, or two readers where readers are chance;
 * statistics where the figures have no spread.
 */
export function obuchowskiRockette(parts: Components, chance: Chance, confidence = 0.95): MrmcResult {
  const [t, r] = [parts.modalities.length, parts.readers.length];
  demand(METHOD, 'modalities', t, 2);
  if (chance !== 'cases') demand(`${METHOD} with readers as chance`, 'readers', r, 2);
  const between = r * Math.max(parts.cov2 - parts.cov3, 0);
  const fixedReaders = parts.variance - parts.cov1 + (r - 1) * Math.max(parts.cov2 - parts.cov3, 0);
  const denominator = { 'readers-and-cases': parts.msBoth + between, cases: fixedReaders, readers: parts.msBoth }[
    chance
  ];
  if (!(denominator > 1e-15)) throw noValue(METHOD, 'the figures of merit have no spread to test against');
  const df1 = t - 1;
  const df2 = {
    'readers-and-cases': ((t - 1) * (r - 1) * denominator ** 2) / Math.max(parts.msBoth, Number.MIN_VALUE) ** 2,
    cases: Infinity,
    readers: (t - 1) * (r - 1),
  }[chance];
  const f = parts.msModality / denominator;
  const p = Number.isFinite(df2) ? fUpperTail(f, df1, df2) : chiSquaredUpperTail(f * df1, df1);
  const standardError = Math.sqrt((2 / r) * denominator);
  const differences = parts.modalities.flatMap((first, i) =>
    parts.modalities.slice(i + 1).map((second, step) => {
      const value = (parts.means[i] ?? 0) - (parts.means[i + 1 + step] ?? 0);
      const test = Number.isFinite(df2)
        ? studentTwoTails(value / standardError, df2)
        : normalTwoTails(value / standardError);
      return { modalities: [first, second] as const, ...estimate(value, standardError, df2, confidence), p: test };
    }),
  );
  const problems: FailureData[] = [];
  const modalities = parts.modalities.map((name, i) => {
    const alone = single(parts, i, chance, confidence);
    if (!alone)
      problems.push({
        code: 'statistics',
        detail: { method: `interval of ${name}`, reason: 'its figures of merit have no spread' },
      });
    return alone;
  });
  return { chance, f, df1, df2, p, denominator, differences, modalities, problems };
}

/** One modality by its own mean squares and covariances; null without spread. */
function single(parts: Components, at: number, chance: Chance, confidence = 0.95): Estimate | null {
  const r = parts.readers.length;
  const ms = parts.msReaderWithin[at] ?? 0;
  const cov2 = Math.max(parts.cov2Within[at] ?? 0, 0);
  const variance = parts.varianceWithin[at] ?? 0;
  const square = {
    'readers-and-cases': (ms + r * cov2) / r,
    cases: (variance + (r - 1) * cov2) / r,
    readers: ms / r,
  }[chance];
  if (!(square > 1e-15)) return null;
  const hillis = ((r - 1) * (ms + r * cov2) ** 2) / Math.max(ms, Number.MIN_VALUE) ** 2;
  const df = { 'readers-and-cases': hillis, cases: Infinity, readers: r - 1 }[chance];
  return estimate(parts.means[at] ?? 0, Math.sqrt(square), df, confidence);
}

function estimate(value: number, standardError: number, df: number, confidence: number): Estimate {
  const tail = (1 - confidence) / 2;
  const reach = (Number.isFinite(df) ? studentQuantile(tail, df) : normalQuantile(tail)) * standardError;
  return { value, standardError, df, low: value - reach, high: value + reach };
}
