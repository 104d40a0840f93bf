import { seededRandom } from '#core/random.ts';
import type { Film } from './film.ts';
import { between } from './maths.ts';
import type { PhantomSpec } from './spec.ts';

/** Strokes of the lead letters on a 2 x 3 grid: from, to. */
const letters = {
  L: [
    [0, 0, 0, 3],
    [0, 3, 2, 3],
  ],
  R: [
    [0, 0, 0, 3],
    [0, 0, 1.6, 0.1],
    [1.6, 0.1, 1.6, 1.4],
    [1.6, 1.4, 0, 1.5],
    [0.7, 1.5, 1.9, 3],
  ],
} as const;

/** A lead letter beside the shoulder; it stays where the cassette had it, however the patient stands. */
export function drawMarker(film: Film, spec: PhantomSpec): void {
  const random = seededRandom(spec.exposure).fork('marker');
  if (random.uniform() < 0.1) return;
  const letter = spec.view === 'LATERAL' || random.uniform() < 0.75 ? 'L' : 'R';
  const { columns, rows, density } = film;
  const size = columns * between(random, 0.013, 0.018);
  const fromEdge = columns * between(random, 0.06, 0.1);
  const left = letter === 'R' ? fromEdge : columns - fromEdge - 2 * size;
  const high = rows * between(random, 0.05, 0.11);
  const thick = 0.34 * size;
  for (let row = Math.floor(high - size); row < high + 4 * size && row < rows; row++) {
    for (let column = Math.floor(left - size); column < left + 3 * size && column < columns; column++) {
      if (row < 0 || column < 0) continue;
      const lead = letters[letter].some(
        (line) => near((column - left) / size, (row - high) / size, line) < thick / size,
      );
      if (lead) density[row * columns + column] = 1.9;
    }
  }
}

function near(x: number, y: number, line: readonly number[]): number {
  const [x0, y0, x1, y1] = line as readonly [number, number, number, number];
  const alongX = x1 - x0;
  const alongY = y1 - y0;
  const part = Math.min(1, Math.max(0, ((x - x0) * alongX + (y - y0) * alongY) / (alongX * alongX + alongY * alongY)));
  const offX = x - x0 - part * alongX;
  const offY = y - y0 - part * alongY;
  return Math.sqrt(offX * offX + offY * offY);
}
