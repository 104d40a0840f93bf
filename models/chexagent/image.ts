import type { Architecture } from './architecture.ts';

/** An 8-bit picture, row by row; with three channels each pixel is red, green, blue. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Bits behind the point of Pillow's fixed-point weights: 32 less 8 of the pixel and 2 of head room. */
const PRECISION = 22;

/** For every output position: where its taps begin, how many they are, and their weights times 2^22, `width` apart. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly width: number;
}

/**
 * Bicubic resize as Pillow does it for 8-bit pictures (libImaging/Resample.c): antialiased when shrinking, first along
 * the rows and then along the columns, rounded to 8 bits after each pass; the aspect ratio is not kept.
 */
export function resizeBicubic(picture: Picture, rows: number, columns: number): Picture {
  const { channels } = picture;
  const wide = columns === picture.columns ? picture.data : resizeRows(picture, taps(picture.columns, columns));
  if (rows === picture.rows) return { rows, columns, channels, data: wide };
  return { rows, columns, channels, data: resizeColumns(wide, columns * channels, taps(picture.rows, rows)) };
}

function resizeRows(picture: Picture, { first, count, weights, width }: Taps): Uint8Array {
  const { rows, columns, channels, data } = picture;
  const result = new Uint8Array(rows * first.length * channels);
  let target = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < first.length; column++) {
      const start = (row * columns + (first[column] ?? 0)) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 1 << (PRECISION - 1);
        for (let tap = 0; tap < (count[column] ?? 0); tap++) {
          sum += (data[start + tap * channels + channel] ?? 0) * (weights[column * width + tap] ?? 0);
        }
        result[target++] = clip(sum);
      }
    }
  }
  return result;
}

function resizeColumns(data: Uint8Array, stride: number, { first, count, weights, width }: Taps): Uint8Array {
  const result = new Uint8Array(first.length * stride);
  const sums = new Int32Array(stride);
  for (let row = 0; row < first.length; row++) {
    sums.fill(1 << (PRECISION - 1));
    for (let tap = 0; tap < (count[row] ?? 0); tap++) {
      const weight = weights[row * width + tap] ?? 0;
      const start = ((first[row] ?? 0) + tap) * stride;
      for (let index = 0; index < stride; index++) {
        sums[index] = (sums[index] ?? 0) + (data[start + index] ?? 0) * weight;
      }
    }
    for (let index = 0; index < stride; index++) result[row * stride + index] = clip(sums[index] ?? 0);
  }
  return result;
}

function clip(sum: number): number {
  const value = sum >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Weights of the cubic kernel (Keys 1981, a = -1/2), widened by the ratio when shrinking, summing to one. */
function taps(from: number, to: number): Taps {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = 2 * filterScale;
  const width = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * width);
  const exact = new Float64Array(width);
  for (let position = 0; position < to; position++) {
    const centre = (position + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const length = Math.min(Math.trunc(centre + support + 0.5), from) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++) {
      const weight = cubic((tap + start - centre + 0.5) * (1 / filterScale));
      exact[tap] = weight;
      sum += weight;
    }
    first[position] = start;
    count[position] = length;
    for (let tap = 0; tap < length; tap++) weights[position * width + tap] = fixed((exact[tap] ?? 0) / sum);
  }
  return { first, count, weights, width };
}

function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}

function fixed(weight: number): number {
  return Math.trunc(weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
}

/**
 * The vision graph's input: the picture resized to the model's square, normalised, cut into patches. Shape [tokens,
 * 3 * patch * patch], patches row by row, each in the order channel, row, column; a grey picture fills all channels.
 */
export function imagePatches(picture: Picture, vision: Architecture['vision']): Float32Array {
  const { size, patch, mean, std } = vision;
  const { data, channels } = resizeBicubic(picture, size, size);
  const across = size / patch;
  const patches = new Float32Array(across * across * 3 * patch * patch);
  let target = 0;
  for (let token = 0; token < across * across; token++) {
    const top = Math.floor(token / across) * patch;
    const left = (token % across) * patch;
    for (let channel = 0; channel < 3; channel++) {
      const centre = mean[channel] ?? 0;
      const spread = std[channel] ?? 1;
      for (let row = top; row < top + patch; row++) {
        for (let column = left; column < left + patch; column++) {
          const value = data[(row * size + column) * channels + (channels === 3 ? channel : 0)] ?? 0;
          patches[target++] = (value / 255 - centre) / spread;
        }
      }
    }
  }
  return patches;
}
