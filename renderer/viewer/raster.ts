/**
 * From stored values to screen pixels on the CPU, without a DOM. What changes often must be cheap: a new window is
 * one table look-up a pixel; zoom and pan resample from a level of the pyramid that is near the wanted size.
 */

type Samples = Uint8Array | Uint16Array;

export interface Level {
  readonly rows: number;
  readonly columns: number;
  /** Stored values counted from the lowest possible one: indices into the grey table. */
  readonly data: Samples;
}

/** Level 0 is the film; each next one has half the rows and columns, rounded up. */
export interface Pyramid {
  readonly levels: readonly Level[];
}

/** Where a film lies in a viewport; all in device pixels but `scale`, in device pixels per film pixel. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Position of the film's upper left corner. */
  readonly left: number;
  readonly top: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Film {
  readonly rows: number;
  readonly columns: number;
  /** Stored values of the first frame, row by row; further frames are ignored. */
  readonly data: ArrayLike<number>;
}

const SMALLEST_LEVEL = 64;

/** Averages down by area, 2 x 2 at a time; `lowest` is the stored value that the grey table begins with. */
export function buildPyramid(film: Film, lowest = 0): Pyramid {
  const levels = [{ rows: film.rows, columns: film.columns, data: countFrom(film, lowest) }];
  for (let level = levels[0]; level && Math.max(level.rows, level.columns) > SMALLEST_LEVEL; level = levels.at(-1)) {
    levels.push(halve(level));
  }
  return { levels };
}

function countFrom(film: Film, lowest: number): Samples {
  const { data } = film;
  const length = film.rows * film.columns;
  if (lowest === 0 && (data instanceof Uint8Array || data instanceof Uint16Array)) return data.subarray(0, length);
  const counted = new Uint16Array(length);
  for (let index = 0; index < length; index++) counted[index] = data[index]! - lowest;
  return counted;
}

function halve(level: Level): { rows: number; columns: number; data: Samples } {
  const rows = (level.rows + 1) >> 1;
  const columns = (level.columns + 1) >> 1;
  const source = level.data;
  const data = source instanceof Uint8Array ? new Uint8Array(rows * columns) : new Uint16Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    // The last row or column of an odd size is averaged with itself.
    const upper = 2 * row * level.columns;
    const lower = 2 * row + 1 < level.rows ? upper + level.columns : upper;
    for (let column = 0; column < columns; column++) {
      const left = 2 * column;
      const right = left + 1 < level.columns ? left + 1 : left;
      data[row * columns + column] =
        (source[upper + left]! + source[upper + right]! + source[lower + left]! + source[lower + right]! + 2) >> 2;
    }
  }
  return { rows, columns, data };
}

/** The part of the viewport whose pixel centres lie on the film. */
export function visiblePart(pyramid: Pyramid, viewport: Viewport): Rectangle {
  const film = pyramid.levels[0]!;
  const [left, width] = covered(viewport.left, film.columns * viewport.scale, viewport.width);
  const [top, height] = covered(viewport.top, film.rows * viewport.scale, viewport.height);
  return { left, top, width, height };
}

function covered(start: number, length: number, available: number): [number, number] {
  const first = Math.max(0, Math.ceil(start - 0.5));
  const last = Math.min(available, Math.ceil(start + length - 0.5));
  return [first, Math.max(0, last - first)];
}

/**
 * Fills `out` row by row with the samples of the visible part, bilinear between the pixels of the smallest level
 * that is at least as fine as the screen. Returns that part; `out` must hold width x height samples.
 */
export function resample(pyramid: Pyramid, viewport: Viewport, out: Uint16Array): Rectangle {
  const part = visiblePart(pyramid, viewport);
  const depth = Math.min(pyramid.levels.length - 1, Math.max(0, Math.floor(-Math.log2(viewport.scale))));
  const level = pyramid.levels[depth]!;
  const step = 1 / (viewport.scale * 2 ** depth);
  const across = positions(part.left - viewport.left, part.width, step, level.columns);
  const down = positions(part.top - viewport.top, part.height, step, level.rows);
  const { data, columns } = level;
  let target = 0;
  for (let row = 0; row < part.height; row++) {
    const upper = down.low[row]! * columns;
    const lower = down.high[row]! * columns;
    const weight = down.weight[row]!;
    for (let column = 0; column < part.width; column++) {
      const left = across.low[column]!;
      const right = across.high[column]!;
      const share = across.weight[column]!;
      const above = data[upper + left]! + (data[upper + right]! - data[upper + left]!) * share;
      const below = data[lower + left]! + (data[lower + right]! - data[lower + left]!) * share;
      out[target++] = above + (below - above) * weight + 0.5;
    }
  }
  return part;
}

/** For each screen pixel the two neighbours on the level and the weight of the second; edges repeat. */
function positions(offset: number, count: number, step: number, size: number) {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const weight = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const place = Math.min(size - 1, Math.max(0, (offset + index + 0.5) * step - 0.5));
    low[index] = Math.floor(place);
    high[index] = Math.min(size - 1, low[index]! + 1);
    weight[index] = place - low[index]!;
  }
  return { low, high, weight };
}

/** A grey table as opaque pixels, in the byte order (ABGR) that canvases use on every machine we run on. */
export function pixelTable(greys: Uint8Array): Uint32Array {
  const pixels = new Uint32Array(greys.length);
  for (let index = 0; index < greys.length; index++) pixels[index] = (0xff000000 | (greys[index]! * 0x010101)) >>> 0;
  return pixels;
}

/** The cheap step: every sample through the table. */
export function applyTable(samples: Uint16Array, table: Uint32Array, out: Uint32Array, length = out.length): void {
  for (let index = 0; index < length; index++) out[index] = table[samples[index]!]!;
}
