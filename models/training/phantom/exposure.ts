import { seededRandom, type Random } from '#core/random.ts';
import { blurred, shrunk, stretchRow, type Grid } from './blur.ts';
import type { Camera, Film } from './film.ts';
import { bell, between, pick } from './maths.ts';
import { addNoise } from './noise.ts';
import type { PhantomSpec } from './spec.ts';

/** Bits of a phantom's pixels; bright is dense (as MONOCHROME2 shows it). */
export const phantomBits = 12;
const top = 2 ** phantomBits - 1;

/** How the patient stands before the detector on this exposure. */
export function positionCamera(spec: PhantomSpec, rows: number, columns: number): Camera {
  const random = seededRandom(spec.exposure).fork('position');
  const bedside = spec.view === 'AP' ? 2 : 1;
  const tilt = 0.014 * bedside * bell(random);
  const length = Math.sqrt(1 + tilt * tilt);
  const scale = (columns / 2) * (1 + 0.025 * bell(random));
  return {
    lateral: spec.view === 'LATERAL',
    scale,
    cosine: 1 / length,
    sine: tilt / length,
    column: columns / 2 + scale * 0.018 * bedside * bell(random),
    row: rows / 2 + scale * (0.02 * bedside * bell(random) + (spec.view === 'LATERAL' ? 0.02 : 0)),
  };
}

/** From path lengths to stored values: scatter, the reader's processing of it, tone curve, quantum noise, shutter. */
export function expose(film: Film, spec: PhantomSpec): Uint16Array {
  const random = seededRandom(spec.exposure).fork('exposure');
  const { rows, columns, density } = film;
  const bedside = spec.view === 'AP';
  const side = Math.max(1, Math.round(columns / 128));
  const coarse = wideMean(film, side, random);
  const fine = blurred(density, rows, columns, Math.max(1, Math.round(columns / 190)), 2);
  const gain = 1 + 0.06 * bell(random);
  const offset = 0.03 * bell(random);
  const flatten = between(random, 0.2, 0.32);
  const sharpen = between(random, 0.25, 0.6);
  const middle = (spec.view === 'LATERAL' ? 0.9 : 0.6) * (1 - flatten) + 0.75 * flatten;
  const steep = between(random, 2.25, 2.85) * (bedside ? 0.9 : 1) * (spec.view === 'LATERAL' ? 0.62 : 1);
  const grain = between(random, 0.009, 0.016) * (bedside ? 1.5 : 1) * Math.sqrt(Math.max(0.35, columns / 1024));
  const pixels = new Uint16Array(density.length);
  let state = (random.integer(0x7fffffff) | 1) >>> 0;
  let before = 0;
  const wideRow = new Float32Array(columns);
  for (let pixel = 0, column = columns; pixel < density.length; pixel++, column++) {
    if (column === columns) {
      column = 0;
      stretchRow(coarse, side, pixel / columns, columns, wideRow);
    }
    const own = (density[pixel] as number) * gain + offset;
    const wide = wideRow[column] as number;
    const level = own - flatten * (wide - 0.75) + sharpen * ((density[pixel] as number) - (fine[pixel] as number));
    const slope = steep * (level - middle);
    const tone = 0.5 + (0.5 * slope) / Math.sqrt(1 + slope * slope);
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // Four bytes of a xorshift word (Marsaglia 2003) add up to a near-normal draw of standard deviation 148.
    const white = ((state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24) - 510) / 148;
    // Dense parts get fewer quanta, so more noise; neighbours share some of it.
    const noise = grain * (0.45 + 0.9 * (own > 0 ? own : 0)) * (0.8 * white + 0.35 * before);
    before = white;
    const seen = (tone - 0.04) * 1.06 + noise * (1.25 - tone) * 1.3;
    // Beside the body the beam meets nothing and burns the film.
    const value = seen * top * (own < 0.12 ? (own < 0.02 ? 0.17 : own / 0.12) : 1) + 0.5;
    pixels[pixel] = value < 0 ? 0 : value > top ? top : value | 0;
  }
  closeShutter(pixels, rows, columns, random);
  return pixels;
}

/** What lies around each place, which the processing takes off in part; with it the uneven scatter. */
function wideMean(film: Film, side: number, random: Random): Grid {
  const small = shrunk(film.density, film.rows, film.columns, side);
  const values = blurred(small.values, small.rows, small.columns, 6, 3);
  addNoise(values, small.rows, small.columns, random, 2.5, 0.03);
  return { ...small, values };
}

/** Collimation: often a dark border that the shutter leaves, seldom the same on all sides. */
function closeShutter(pixels: Uint16Array, rows: number, columns: number, random: Random): void {
  if (random.uniform() > 0.4) return;
  const side = pick(random, ['left', 'right', 'both', 'all'] as const);
  const wide = Math.round(columns * between(random, 0.006, 0.03));
  const high = Math.round(rows * between(random, 0.006, 0.02));
  const left = side === 'right' ? 0 : wide;
  const right = columns - (side === 'left' ? 0 : wide);
  const upper = side === 'all' ? high : 0;
  const lower = rows - upper;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (column < left || column >= right || row < upper || row >= lower) pixels[row * columns + column] = 0;
    }
  }
}
