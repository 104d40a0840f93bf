/** Arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Variance of a sample, with n - 1 below; null of fewer than two values. */
export function variance(values: readonly number[]): number | null {
  const center = mean(values);
  if (center === null || values.length < 2) return null;
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}

/** Standard deviation of a sample, with n - 1 below; null of fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  const square = variance(values);
  return square === null ? null : Math.sqrt(square);
}

/**
 * Quantile by linear interpolation between order statistics, `share` from 0 to 1; null of nothing.
 * Type 7 of Hyndman and Fan, The American Statistician 1996;50:361 (the default of R, NumPy and spreadsheets).
 */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low + (place - Math.floor(place)) * (high - low);
}

/** Geometric mean; null of nothing, or where a value is not above zero. */
export function geometricMean(values: readonly number[]): number | null {
  if (values.some((value) => value <= 0)) return null;
  const logMean = mean(values.map((value) => Math.log(value)));
  return logMean === null ? null : Math.exp(logMean);
}
