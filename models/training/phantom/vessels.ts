import { seededRandom, type Random } from '#core/random.ts';
import { severity, type Anatomy } from './anatomy.ts';
import { wall } from './cavity.ts';
import type { Film } from './film.ts';
import { bell, between, unit, type Point } from './maths.ts';
import { collapseOf } from './soft.ts';
import type { PhantomSpec, Side } from './spec.ts';
import { drawRods, type Rod } from './stroke.ts';

/** Lung vessels as trees from spread origins in both hila; they stay inside the lung, collapsed or not. */
export function drawVessels(film: Film, spec: PhantomSpec, anatomy: Anatomy): void {
  for (const side of ['right', 'left'] as const) {
    const random = seededRandom(spec.patient).fork(`vessels ${side}`);
    const lung: Lung = {
      anatomy,
      sign: side === 'right' ? -1 : 1,
      rim: collapseOf(spec.findings, side),
      floor: side === 'right' ? anatomy.domeRight : anatomy.domeLeft,
      congestion: severity(spec, 'oedema'),
    };
    drawHilum(film, random, lung, side);
  }
}

interface Lung {
  readonly anatomy: Anatomy;
  readonly sign: number;
  readonly rim: number;
  readonly floor: number;
  readonly congestion: number;
}

/** Upward, outward and downward trunks; the left hilum sits higher than the right. */
function drawHilum(film: Film, random: Random, lung: Lung, side: Side): void {
  const high = side === 'left' ? -0.13 : -0.06;
  const { sign } = lung;
  const trunks: [Point, Point, number][] = [
    [[0.19, high - 0.06, 0.0], [0.25, -1, 0.1], 0.019],
    [[0.22, high - 0.03, -0.05], [0.75, -0.8, -0.25], 0.017],
    [[0.2, high - 0.02, 0.08], [0.6, -0.55, 0.6], 0.016],
    [[0.24, high + 0.02, -0.04], [1, -0.05, -0.5], 0.016],
    [[0.23, high + 0.05, 0.06], [0.9, 0.25, 0.35], 0.017],
    [[0.22, high + 0.09, 0.02], [0.22, 1, 0.15], 0.024],
    [[0.22, high + 0.11, -0.02], [0.7, 0.9, -0.3], 0.017],
    [[0.2, high + 0.1, 0.08], [0.5, 1, 0.55], 0.017],
    [[0.17, high + 0.12, 0.0], [0.35, 1, -0.25], 0.013],
    [[0.16, high + 0.16, 0.06], [0.6, 0.75, 0.1], 0.012],
  ];
  for (const [origin, heading, size] of trunks) {
    const start: Point = [sign * (origin[0] + 0.012 * bell(random)), origin[1] + 0.02 * bell(random), origin[2]];
    const towards: Point = [sign * heading[0], heading[1], heading[2]];
    // Congestion evens out the calibre of upper and lower vessels.
    const grown = size * (1 + lung.congestion * (heading[1] < 0 ? 0.7 : 0.3));
    drawRods(film, film.vessels, [{ points: [start, start], radii: [5 * grown, 5 * grown] }], 'cloud', 0.05);
    const tree: Rod[] = [];
    grow(tree, random, lung, start, wander(random, towards, 0.18), grown, 0);
    drawRods(film, film.vessels, tree, 'rod', 5);
  }
}

const generations = 7;

/** One vessel, bending a little as it tapers, and its children. */
function grow(
  tree: Rod[],
  random: Random,
  lung: Lung,
  start: Point,
  heading: Point,
  size: number,
  generation: number,
): void {
  const pieces = 5;
  const reach = (generation === 0 ? 0.15 : 0.125) * between(random, 0.75, 1.3);
  const points: Point[] = [start];
  const radii: number[] = [size];
  let direction = heading;
  for (let piece = 1; piece <= pieces; piece++) {
    direction = wander(random, direction, 0.07);
    const last = points[points.length - 1] as Point;
    const step = reach / pieces;
    const next: Point = [last[0] + direction[0] * step, last[1] + direction[1] * step, last[2] + direction[2] * step];
    if (!inside(lung, next)) break;
    points.push(next);
    radii.push(size * (1 - 0.28 * (piece / pieces)));
  }
  const whole = points.length > pieces;
  if (points.length > 1) {
    if (!whole) radii[radii.length - 1] = size * 0.35;
    tree.push(
      generation === 0
        ? { points, radii, masses: points.map((_, index) => Math.min(1, 0.15 + 0.4 * index)) }
        : { points, radii },
    );
  }
  if (!whole || generation === generations) return;
  const end = points[points.length - 1] as Point;
  const spread = generation < 2 ? 0.42 : 0.34;
  const share = between(random, 0.35, 0.65);
  for (const part of [share, 1 - share]) {
    // Murray's law: the cube of the parent's radius is shared out.
    const child = size * 0.76 * (0.62 + 0.62 * part);
    if (child < 0.001) continue;
    grow(tree, random, lung, end, wander(random, direction, spread), child, generation + 1);
  }
}

function wander(random: Random, direction: Point, amount: number): Point {
  return unit([
    direction[0] + amount * bell(random),
    direction[1] + amount * bell(random),
    direction[2] + amount * bell(random),
  ]);
}

function inside(lung: Lung, point: Point): boolean {
  const edge = wall(lung.anatomy, point[1], lung.rim);
  if (!edge) return false;
  const across = (lung.sign * point[0] - (edge.outer + edge.inner) / 2) / ((edge.outer - edge.inner) / 2 - 0.012);
  const back = (point[2] - (edge.front + edge.back) / 2) / ((edge.back - edge.front) / 2 - 0.012);
  if (across * across + back * back > 0.96) return false;
  const fromTop = lung.sign * point[0] - 0.37;
  const behind = point[2] + 0.13;
  return point[1] < lung.floor + (fromTop > 0 ? 1.05 : 0.3) * fromTop * fromTop + 0.95 * behind * behind - 0.01;
}
