import { seededRandom } from '#core/random.ts';
import { drawAirways } from './phantom/airway.ts';
import { sampleAnatomy, type Anatomy } from './phantom/anatomy.ts';
import { drawBreasts } from './phantom/breast.ts';
import { drawDevice } from './phantom/devices.ts';
import { expose, positionCamera } from './phantom/exposure.ts';
import { newFilm, type Film } from './phantom/film.ts';
import { drawLungFinding } from './phantom/findings.ts';
import { breaksOf } from './phantom/fracture.ts';
import { drawGirdle } from './phantom/girdle.ts';
import { drawMarker } from './phantom/marker.ts';
import { addNoise } from './phantom/noise.ts';
import { drawRibs } from './phantom/ribs.ts';
import { drawSoftTissue } from './phantom/soft.ts';
import type { PhantomSpec } from './phantom/spec.ts';
import { drawSpine } from './phantom/spine.ts';
import { drawVessels } from './phantom/vessels.ts';

export interface PhantomImage {
  /** 12 bits in 16, row by row; bright is dense. */
  readonly pixels: Uint16Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A synthetic chest radiograph: no patient, no recording, drawn from its specification alone. The same specification and
 * size give the same pixels on every machine. `size` is the width in pixels; the film is square unless `rows` is given.
 */
export function renderPhantom(spec: PhantomSpec, size: number, rows = size): PhantomImage {
  const film = newFilm(rows, size, positionCamera(spec, rows, size));
  const anatomy = sampleAnatomy(spec);
  drawSoftTissue(film, spec, anatomy);
  drawBreasts(film, anatomy);
  drawVessels(film, spec, anatomy);
  for (const finding of spec.findings) drawLungFinding(film, spec, anatomy, finding);
  fillAir(film, spec);
  drawAirways(film, anatomy);
  drawBones(film, spec, anatomy);
  for (const finding of spec.findings) drawDevice(film, spec, anatomy, finding);
  drawMarker(film, spec);
  return { pixels: expose(film, spec), rows, columns: size };
}

function drawBones(film: Film, spec: PhantomSpec, anatomy: Anatomy): void {
  drawSpine(film, anatomy);
  drawRibs(film, anatomy, breaksOf(spec));
  drawGirdle(film, anatomy, spec.view === 'AP');
}

/** Puts into the air what disease has filled it with, and the fine pattern of healthy lung. */
function fillAir(film: Film, spec: PhantomSpec): void {
  const { rows, columns, density, air, filled, vessels } = film;
  const pattern = new Float32Array(density.length);
  const random = seededRandom(spec.patient).fork('texture');
  for (const [cells, weight] of [
    [12, 0.02],
    [45, 0.018],
    [110, 0.02],
    [240, 0.02],
  ] as const) {
    addNoise(pattern, rows, columns, random, cells, weight);
  }
  for (let pixel = 0; pixel < density.length; pixel++) {
    const share = filled[pixel] as number;
    const part = share < 0 ? 0 : (0.9 * share) / Math.sqrt(0.81 + share * share);
    const room = air[pixel] as number;
    const shown = room < 0.5 ? room / 0.5 : 1;
    const lung = room * (0.74 * part + (pattern[pixel] as number) * (1 + part));
    density[pixel] = (density[pixel] as number) + lung + shown * (vessels[pixel] as number);
  }
}
