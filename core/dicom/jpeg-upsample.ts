/** The decoded samples of one component; `stride` is at least `columns`. */
export interface Plane {
  readonly horizontal: number;
  readonly vertical: number;
  readonly columns: number;
  readonly rows: number;
  readonly stride: number;
  readonly samples: Uint16Array;
}

/**
 * Puts planes together pixel by pixel. A plane of half the size is interpolated as libjpeg does it: three quarters of
 * the nearer sample, one quarter of the farther, in each direction; other ratios repeat samples.
 */
export function interleave<A extends Uint8Array | Uint16Array>(
  planes: readonly Plane[],
  rows: number,
  columns: number,
  target: A,
): A {
  const widest = Math.max(...planes.map((plane) => plane.horizontal));
  const highest = Math.max(...planes.map((plane) => plane.vertical));
  planes.forEach((plane, index) => {
    const across = axis(columns, plane.columns, widest / plane.horizontal);
    const down = axis(rows, plane.rows, highest / plane.vertical);
    for (let row = 0; row < rows; row++) {
      const near = (down.near[row] ?? 0) * plane.stride;
      const far = (down.far[row] ?? 0) * plane.stride;
      for (let column = 0; column < columns; column++) {
        const left = across.near[column] ?? 0;
        const right = across.far[column] ?? 0;
        const upper = 3 * (plane.samples[near + left] ?? 0) + (plane.samples[near + right] ?? 0);
        const lower = 3 * (plane.samples[far + left] ?? 0) + (plane.samples[far + right] ?? 0);
        target[(row * columns + column) * planes.length + index] =
          (3 * upper + lower + rounding(across.doubled, down.doubled, column, row)) >> 4;
      }
    }
  });
  return target;
}

/** Ties go up and down in turn, along the row, or along the column where only rows are doubled. */
function rounding(across: boolean, down: boolean, column: number, row: number): number {
  if (across && down) return column % 2 === 0 ? 8 : 7;
  return (across ? column : row) % 2 === 0 ? 4 : 8;
}

interface Axis {
  readonly near: Uint16Array;
  readonly far: Uint16Array;
  readonly doubled: boolean;
}

/** For each sample of full size the nearer and the farther sample of the plane; equal where nothing is interpolated. */
function axis(full: number, size: number, ratio: number): Axis {
  const near = new Uint16Array(full);
  const far = new Uint16Array(full);
  for (let at = 0; at < full; at++) {
    const nearer = Math.min(size - 1, Math.floor(at / ratio));
    near[at] = nearer;
    far[at] = ratio === 2 ? Math.min(size - 1, Math.max(0, nearer + (at % 2 === 0 ? -1 : 1))) : nearer;
  }
  return { near, far, doubled: ratio === 2 };
}
