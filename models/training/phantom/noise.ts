import type { Random } from '#core/random.ts';

/** Adds band-limited noise (about +-1 times `weight`) on a grid of `cells` across the film, smooth between its knots. */
export function addNoise(
  layer: Float32Array,
  rows: number,
  columns: number,
  random: Random,
  cells: number,
  weight: number,
): void {
  const cell = Math.max(columns, rows) / cells;
  const across = Math.ceil(columns / cell) + 2;
  const knots = new Float32Array(across * (Math.ceil(rows / cell) + 2));
  for (let index = 0; index < knots.length; index++) knots[index] = weight * (2 * random.uniform() - 1) * 1.7;
  const left = new Int32Array(columns);
  const part = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    left[column] = Math.floor(column / cell);
    part[column] = smooth(column / cell - (left[column] as number));
  }
  const line = new Float32Array(across);
  for (let row = 0; row < rows; row++) {
    const high = Math.floor(row / cell);
    const down = smooth(row / cell - high);
    for (let knot = 0; knot < across; knot++) {
      const upper = knots[high * across + knot] as number;
      line[knot] = upper + down * ((knots[(high + 1) * across + knot] as number) - upper);
    }
    for (let column = 0, pixel = row * columns; column < columns; column++, pixel++) {
      const knot = left[column] as number;
      const from = line[knot] as number;
      layer[pixel] = (layer[pixel] as number) + from + (part[column] as number) * ((line[knot + 1] as number) - from);
    }
  }
}

function smooth(part: number): number {
  return part * part * (3 - 2 * part);
}
