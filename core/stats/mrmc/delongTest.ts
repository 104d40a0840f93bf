import { noValue } from '../demand.ts';
import { normalQuantile, normalTwoTails } from '../normal.ts';
import { covariances } from './covariance.ts';
import { aucKernel, kernelMeans } from './figures.ts';

interface Area {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
}

export interface DeLongTest {
  readonly first: Area;
  readonly second: Area;
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * DeLong's test of two correlated areas under the ROC curve: one reader, two modalities, the same cases, in the same
 * order. Hypothesis: the areas are equal. DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837.
 * Throws statistics where the difference has no spread. Scores: [diseased, healthy] of each modality.
 */
export function delongTest(
  first: readonly [readonly number[], readonly number[]],
  second: readonly [readonly number[], readonly number[]],
  confidence = 0.95,
): DeLongTest {
  const kernels = [first, second].map(([diseased, healthy]) => aucKernel(diseased, healthy));
  const [[aa = 0, ab = 0] = [], [, bb = 0] = []] = covariances(kernels, 'delong');
  const [a = 0, b = 0] = kernels.map((kernel) => kernelMeans(kernel).all);
  const reach = normalQuantile((1 - confidence) / 2);
  const area = (auc: number, variance: number): Area => ({
    auc,
    low: Math.max(0, auc - reach * Math.sqrt(variance)),
    high: Math.min(1, auc + reach * Math.sqrt(variance)),
  });
  const variance = aa + bb - 2 * ab;
  if (!(variance > 0)) throw noValue("DeLong's test", 'the difference of the areas has no spread');
  const standardError = Math.sqrt(variance);
  const z = (a - b) / standardError;
  return { first: area(a, aa), second: area(b, bb), difference: a - b, standardError, z, p: normalTwoTails(z) };
}
