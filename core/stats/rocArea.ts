import { normalQuantile } from './normal.ts';
import { covariances } from './mrmc/covariance.ts';
import { aucKernel, kernelMeans } from './mrmc/figures.ts';

export interface RocArea {
  readonly auc: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Area under the empirical ROC curve of one score, with DeLong's interval: how often a positive has a higher score
 * than a negative, equal scores counting half. At 0 and 1 the interval has no width. DeLong, DeLong and Clarke-Pearson,
 * Biometrics 1988;44:837. Throws stats-too-few below two of a kind.
 */
export function rocArea(positives: readonly number[], negatives: readonly number[], confidence = 0.95): RocArea {
  const kernel = aucKernel(positives, negatives);
  const variance = covariances([kernel], 'delong')[0]?.[0] ?? 0;
  const { all: auc } = kernelMeans(kernel);
  const reach = normalQuantile((1 - confidence) / 2) * Math.sqrt(Math.max(0, variance));
  return { auc, low: Math.max(0, auc - reach), high: Math.min(1, auc + reach) };
}
