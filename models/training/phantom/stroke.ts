import type { Camera, Film } from './film.ts';
import type { Point } from './maths.ts';

/** A bent rod: points in the patient and its radius at each, in units. */
export interface Rod {
  readonly points: readonly Point[];
  readonly radii: readonly number[];
  /** Factor on the density at each point; 1 when left out. */
  readonly masses?: readonly number[];
}

/**
 * How thick a round thing is where `depth` = 1 - (distance / radius)^2: a solid rod, a hollow bone (its edges are
 * bright), a flat plate, or a soft cloud.
 */
export type Profile = 'rod' | 'bone' | 'plate' | 'cloud';

const marrow = 0.8;

/** Adds a rod to a layer of the film; `weight` is density per unit of radius (for plates and clouds: density). */
export function drawRod(film: Film, layer: Float32Array, rod: Rod, profile: Profile, weight: number): void {
  drawRods(film, layer, [rod], profile, weight);
}

/** Metal or its stripe in a tube: a pixel wide and as dense where the film is too coarse for it, so that it stays seen. */
export function drawWire(film: Film, points: readonly Point[], radius: number, weight: number): void {
  const shown = Math.max(1, thinnest / (radius * film.camera.scale));
  drawRod(film, film.density, { points, radii: points.map(() => radius) }, 'rod', weight * shown);
}

/** Rods that are one body: where they meet or cross, the thicker one counts and not their sum. */
export function drawRods(
  film: Film,
  layer: Float32Array,
  rods: readonly Rod[],
  profile: Profile,
  weight: number,
): void {
  const box = { left: film.columns, right: -1, top: film.rows, bottom: -1 };
  for (const rod of rods) traceRod(film, rod, box);
  addTraced(film, layer, box, profile, weight);
}

function traceRod(film: Film, rod: Rod, box: Box): void {
  const { camera } = film;
  let start = project(camera, rod.points[0] as Point);
  for (let index = 1; index < rod.points.length; index++) {
    const end = project(camera, rod.points[index] as Point);
    const from = (rod.radii[index - 1] as number) * camera.scale;
    const to = (rod.radii[index] as number) * camera.scale;
    const mass = rod.masses ? ((rod.masses[index - 1] as number) + (rod.masses[index] as number)) / 2 : 1;
    drawSegment(film, start.x, start.y, from, end.x, end.y, to, mass, box);
    start = end;
  }
}

function addTraced(film: Film, layer: Float32Array, box: Box, profile: Profile, weight: number): void {
  const { columns, depth, radius } = film;
  const perPixel = 1 / film.camera.scale;
  for (let row = box.top; row <= box.bottom; row++) {
    for (let pixel = row * columns + box.left; pixel <= row * columns + box.right; pixel++) {
      const inside = depth[pixel] as number;
      if (inside <= 0) continue;
      layer[pixel] =
        (layer[pixel] as number) + weight * thickness(profile, inside, (radius[pixel] as number) * perPixel);
      depth[pixel] = 0;
    }
  }
}

function thickness(profile: Profile, inside: number, radius: number): number {
  if (profile === 'cloud') return inside * inside;
  if (profile === 'plate') return inside < 0.12 ? inside / 0.12 : 1;
  const outer = Math.sqrt(inside);
  if (profile === 'rod') return outer * radius;
  const core = 1 - (1 - inside) / (marrow * marrow);
  return (outer - (core > 0 ? 0.62 * marrow * Math.sqrt(core) : 0)) * radius;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** One cone of a rod into the scratch layers; where cones meet, the deeper one stays. */
function drawSegment(
  film: Film,
  x0: number,
  y0: number,
  r0: number,
  x1: number,
  y1: number,
  r1: number,
  mass: number,
  box: Box,
): void {
  const { columns, rows, depth, radius } = film;
  const reach = Math.max(r0, r1, thinnest) + 1;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(columns - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(rows - 1, Math.ceil(Math.max(y0, y1) + reach));
  if (left > right || top > bottom) return;
  box.left = Math.min(box.left, left);
  box.right = Math.max(box.right, right);
  box.top = Math.min(box.top, top);
  box.bottom = Math.max(box.bottom, bottom);
  const alongX = x1 - x0;
  const alongY = y1 - y0;
  const perLength = 1 / (alongX * alongX + alongY * alongY + 1e-9);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const dx = column - x0;
      const dy = row - y0;
      let part = (dx * alongX + dy * alongY) * perLength;
      part = part < 0 ? 0 : part > 1 ? 1 : part;
      const offX = dx - part * alongX;
      const offY = dy - part * alongY;
      const own = r0 + (r1 - r0) * part;
      const drawn = own < thinnest ? thinnest : own;
      const inside = 1 - (offX * offX + offY * offY) / (drawn * drawn);
      const pixel = row * columns + column;
      if (inside > (depth[pixel] as number)) {
        depth[pixel] = inside;
        // A rod thinner than a pixel is drawn wider and paler, so that its mass stays the same at every size.
        radius[pixel] = mass * (own < thinnest ? (own * own) / thinnest : own);
      }
    }
  }
}

const thinnest = 0.8;

/** A place in the patient as pixels. Lateral films are seen from the patient's left: the front is at the left. */
export function project(camera: Camera, point: Point): { x: number; y: number } {
  const ray = camera.lateral ? point[0] : -point[2];
  const spread = 1 + 0.05 * ray;
  const across = (camera.lateral ? point[2] : point[0]) * spread;
  const down = point[1] * spread;
  return {
    x: camera.column + camera.scale * (across * camera.cosine - down * camera.sine),
    y: camera.row + camera.scale * (across * camera.sine + down * camera.cosine),
  };
}

/** Points on a smooth curve (Catmull and Rom) through the given ones, `steps` to each piece. */
export function curve(points: readonly Point[], steps: number): Point[] {
  const result: Point[] = [];
  for (let piece = 0; piece + 1 < points.length; piece++) {
    const before = points[Math.max(0, piece - 1)] as Point;
    const from = points[piece] as Point;
    const to = points[piece + 1] as Point;
    const after = points[Math.min(points.length - 1, piece + 2)] as Point;
    for (let step = 0; step < steps; step++) {
      const part = step / steps;
      result.push([
        between4(before[0], from[0], to[0], after[0], part),
        between4(before[1], from[1], to[1], after[1], part),
        between4(before[2], from[2], to[2], after[2], part),
      ]);
    }
  }
  result.push(points[points.length - 1] as Point);
  return result;
}

function between4(before: number, from: number, to: number, after: number, part: number): number {
  const first = to - before;
  const second = 2 * before - 5 * from + 4 * to - after;
  const third = 3 * (from - to) + after - before;
  return from + 0.5 * part * (first + part * (second + part * third));
}
