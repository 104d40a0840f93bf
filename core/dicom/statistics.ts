import type { Frames } from './frames.ts';

/** Least, greatest and sum of the stored values of all frames and samples. */
export interface PixelStatistics {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

export function pixelStatistics({ data }: Frames): PixelStatistics {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < data.length; at++) {
    const value = data[at] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, sum };
}
