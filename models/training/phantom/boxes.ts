import { sampleAnatomy, type Anatomy } from './anatomy.ts';
import { drawDevice } from './devices.ts';
import { positionCamera } from './exposure.ts';
import { newFilm, type Film } from './film.ts';
import { drawLungFinding } from './findings.ts';
import { breakOf } from './fracture.ts';
import { seenFromTheSide } from './report.ts';
import { breakPoint } from './ribs.ts';
import { drawSoftTissue } from './soft.ts';
import { isDevice, type Finding, type PhantomSpec } from './spec.ts';
import { project } from './stroke.ts';

/** Corners in shares (0 to 1) of the film's width and height, as the patient stands on this very film. */
export interface FilmBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width of the small film on which a finding is traced: a pixel is about one step of the grid of answers. */
const columns = 96;

/** The pixels of the small film that are part of a finding, or the box that frames it. */
type Place = { readonly film: Film; readonly isPart: (pixel: number) => boolean } | FilmBox;

/** The box around a finding on its film; null where the film can't show it. */
export function findingBox(spec: PhantomSpec, finding: Finding): FilmBox | null {
  const place = placeOf(spec, finding);
  return place && 'film' in place ? boxWhere(place.film, place.isPart) : place;
}

/** Cells of a grid of `across` by `across` over the film that a finding reaches, row by row; null as for the box. */
export function findingCells(spec: PhantomSpec, finding: Finding, across: number): boolean[] | null {
  const place = placeOf(spec, finding);
  if (!place) return null;
  const cells = Array<boolean>(across * across).fill(false);
  for (let row = 0; row < columns; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isIn(place, row, column)) continue;
      cells[Math.floor((row * across) / columns) * across + Math.floor((column * across) / columns)] = true;
    }
  }
  return cells.some(Boolean) ? cells : null;
}

function isIn(place: Place, row: number, column: number): boolean {
  if ('film' in place) return place.isPart(row * columns + column);
  const [right, down] = [(column + 0.5) / columns, (row + 0.5) / columns];
  return right > place.left && right < place.right && down > place.top && down < place.bottom;
}

function placeOf(spec: PhantomSpec, finding: Finding): Place | null {
  if (spec.view === 'LATERAL' && !seenFromTheSide.includes(finding.kind)) return null;
  const anatomy = sampleAnatomy(spec);
  const film = newFilm(columns, columns, positionCamera(spec, columns, columns));
  if (finding.kind === 'cardiomegaly') return heartBox(film, anatomy);
  if (finding.kind === 'fracture') return fractureBox(film, spec, anatomy, finding);
  if (finding.kind === 'effusion' || finding.kind === 'pneumothorax') {
    return placeOfLostAir(film, spec, anatomy, finding, finding.kind);
  }
  if (isDevice(finding.kind)) {
    drawDevice(film, spec, anatomy, finding);
    return { film, isPart: (pixel) => (film.density[pixel] as number) > DEVICE };
  }
  drawLungFinding(film, spec, anatomy, finding);
  return {
    film,
    isPart: (pixel) => (film.filled[pixel] as number) > FILLED || (film.density[pixel] as number) > SOLID,
  };
}

/** What counts as part of a finding: path length (units) for solids, share for filled air. */
const DEVICE = 0.02;
const FILLED = 0.14;
const SOLID = 0.012;
const LOST = { effusion: [0.12, 0.03], pneumothorax: [0.3, 0.1] };

function boxWhere(film: Film, isPart: (pixel: number) => boolean): FilmBox | null {
  let left = columns;
  let right = -1;
  let top = film.rows;
  let bottom = -1;
  for (let pixel = 0; pixel < film.density.length; pixel++) {
    if (!isPart(pixel)) continue;
    const column = pixel % columns;
    const row = Math.floor(pixel / columns);
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  if (right < 0) return null;
  return { left: left / columns, top: top / film.rows, right: (right + 1) / columns, bottom: (bottom + 1) / film.rows };
}

/** Where the lung has less air than without the finding. */
function placeOfLostAir(
  film: Film,
  spec: PhantomSpec,
  anatomy: Anatomy,
  finding: Finding,
  kind: keyof typeof LOST,
): Place | null {
  const without = newFilm(film.rows, columns, film.camera);
  drawSoftTissue(film, { ...spec, findings: [finding] }, anatomy);
  drawSoftTissue(without, { ...spec, findings: [] }, anatomy);
  for (const least of LOST[kind]) {
    const isPart = (pixel: number) => (without.air[pixel] as number) - (film.air[pixel] as number) > least;
    if (boxWhere(film, isPart)) return { film, isPart };
  }
  return null;
}

/** Chambers of the heart without the great vessels above it. */
const chambers = [2, 3, 4, 5, 6];

function heartBox(film: Film, anatomy: Anatomy): FilmBox {
  const axisOf = film.camera.lateral ? 2 : 0;
  const corners = chambers.flatMap((index) => {
    const solid = anatomy.heart[index] as Anatomy['heart'][number];
    const middle = project(film.camera, solid.centre);
    const half = (axis: number): number => {
      const along = solid.axis[axis] as number;
      const reach = solid.short * solid.short + (solid.long * solid.long - solid.short * solid.short) * along * along;
      return film.camera.scale * Math.sqrt(reach);
    };
    return [-1, 1].map((way) => ({ x: middle.x + way * half(axisOf), y: middle.y + way * half(1) }));
  });
  return boxAround(film, corners, 0);
}

function fractureBox(film: Film, spec: PhantomSpec, anatomy: Anatomy, finding: Finding): FilmBox {
  const broken = breakOf(spec, finding);
  const ends = broken.pairs.map((pair) => project(film.camera, breakPoint(anatomy, broken, pair, false)));
  return boxAround(film, ends, 0.055 * film.camera.scale);
}

function boxAround(film: Film, places: readonly { x: number; y: number }[], margin: number): FilmBox {
  const across = places.map(({ x }) => x / columns);
  const down = places.map(({ y }) => y / film.rows);
  const inside = (share: number): number => Math.min(1, Math.max(0, share));
  return {
    left: inside(Math.min(...across) - margin / columns),
    top: inside(Math.min(...down) - margin / film.rows),
    right: inside(Math.max(...across) + margin / columns),
    bottom: inside(Math.max(...down) + margin / film.rows),
  };
}
