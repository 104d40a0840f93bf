import { seededRandom } from '#core/random.ts';
import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import { between, type Point } from './maths.ts';
import { drawChestTube, drawClips, drawPacemaker } from './hardware.ts';
import type { Finding, PhantomSpec } from './spec.ts';
import { curve, drawRod, drawWire } from './stroke.ts';

/** Tubes, lines and metal, where they end in good position. */
export function drawDevice(film: Film, spec: PhantomSpec, anatomy: Anatomy, finding: Finding): void {
  const random = seededRandom(spec.patient).fork(finding.kind);
  const sign = finding.side === 'left' ? 1 : -1;
  if (finding.kind === 'tracheal-tube') drawTube(film, trachealPath(anatomy, between(random, 0.1, 0.17)), 0.026, 2.6);
  if (finding.kind === 'enteric-tube') drawTube(film, entericPath(anatomy), 0.015, 2.6);
  if (finding.kind === 'central-line') {
    const tip = -0.12 + between(random, -0.06, 0.04);
    drawTube(film, finding.side === 'left' ? leftLine(tip) : rightLine(tip), 0.012, 3.4);
  }
  if (finding.kind === 'pacemaker') drawPacemaker(film, random, anatomy, sign);
  if (finding.kind === 'chest-tube') drawChestTube(film, random, anatomy, sign);
  if (finding.kind === 'clips') drawClips(film, random, anatomy, sign);
}

function trachealPath(anatomy: Anatomy, above: number): Point[] {
  return [
    [0.03, -1.35, -0.12],
    [0.02, -0.95, -0.04],
    [0.014, -0.6, 0.05],
    [0.012, anatomy.carina - above, 0.1],
  ];
}

/** A hollow tube with the fine opaque stripe that makes it seen. */
function drawTube(film: Film, points: readonly Point[], radius: number, weight: number): void {
  const path = curve(points, 10);
  drawRod(film, film.density, { points: path, radii: path.map(() => radius) }, 'bone', weight);
  const stripe = path.map((point): Point => [point[0] + 0.55 * radius, point[1], point[2]]);
  drawWire(film, stripe, 0.006, 36);
}

function entericPath(anatomy: Anatomy): Point[] {
  const floor = anatomy.domeLeft;
  return [
    [0.09, -1.35, -0.05],
    [0.085, -0.8, 0.1],
    [0.06, -0.2, 0.22],
    [0.06, floor - 0.05, 0.2],
    [0.13, floor + 0.15, 0.05],
    [0.28, floor + 0.27, -0.1],
    [0.42, floor + 0.2, -0.12],
  ];
}

function rightLine(tip: number): Point[] {
  return [
    [-0.24, -1.2, -0.2],
    [-0.19, -0.95, -0.15],
    [-0.13, -0.7, -0.1],
    [-0.1, -0.45, -0.08],
    [-0.105, -0.28, -0.06],
    [-0.1, tip, -0.04],
  ];
}

function leftLine(tip: number): Point[] {
  return [
    [0.25, -1.2, -0.2],
    [0.19, -0.95, -0.16],
    [0.11, -0.7, -0.14],
    [0.0, -0.55, -0.14],
    [-0.08, -0.44, -0.1],
    [-0.105, -0.28, -0.06],
    [-0.1, tip, -0.04],
  ];
}
