import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import type { Point } from './maths.ts';
import { curve, drawRod, drawRods } from './stroke.ts';

/** Windpipe and main bronchi, and gas under the left dome: columns of air in soft tissue. */
export function drawAirways(film: Film, anatomy: Anatomy): void {
  const { carina } = anatomy;
  const pipe = curve(
    [
      [0.005, -1.35, -0.12],
      [0.005, -0.9, -0.03],
      [0.012, -0.5, 0.07],
      [0.012, carina, 0.12],
    ],
    6,
  );
  const right: Point[] = [
    [0, carina - 0.02, 0.12],
    [-0.09, carina + 0.09, 0.12],
    [-0.16, carina + 0.19, 0.12],
  ];
  const left: Point[] = [
    [0.02, carina - 0.02, 0.12],
    [0.12, carina + 0.08, 0.12],
    [0.22, carina + 0.13, 0.12],
  ];
  const tree = [
    { points: pipe, radii: pipe.map(() => 0.045), masses: pipe.map((_, index) => 1 - 0.6 * (index / pipe.length)) },
    { points: right, radii: [0.036, 0.032, 0.024], masses: [0.4, 0.35, 0.1] },
    { points: left, radii: [0.034, 0.028, 0.02], masses: [0.4, 0.35, 0.1] },
  ];
  drawRods(film, film.density, tree, 'rod', -2.2);
  if (anatomy.gas) drawStomachGas(film, anatomy);
}

/** Gas with a fluid level below it on upright films: only what lies above the level is taken away. */
function drawStomachGas(film: Film, anatomy: Anatomy): void {
  const high = anatomy.domeLeft + 0.1;
  const points: Point[] = [
    [0.26, high + 0.03, -0.05],
    [0.36, high, -0.05],
    [0.46, high + 0.03, -0.05],
  ];
  drawRod(film, film.density, { points, radii: [0.05, 0.065, 0.05] }, 'rod', -1.5);
  const lower: Point[] = [
    [0.2, high + 0.42, -0.2],
    [0.3, high + 0.4, -0.2],
    [0.33, high + 0.5, -0.2],
  ];
  drawRod(film, film.density, { points: lower, radii: [0.04, 0.06, 0.03] }, 'rod', -0.9);
}
