import type { Random } from '#core/random.ts';
import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import { bell, between, type Point } from './maths.ts';
import { curve, drawRod, drawWire } from './stroke.ts';

/** A generator under the collar bone and two leads through the veins: to the right atrium and to the tip of the ventricle. */
export function drawPacemaker(film: Film, random: Random, anatomy: Anatomy, sign: number): void {
  const place: Point = [sign * between(random, 0.5, 0.6), anatomy.apex + between(random, 0.28, 0.36), -0.42];
  const [across, down, back] = place;
  const { density } = film;
  const can: Point[] = [
    [across - 0.045, down + 0.02, back],
    [across + 0.045, down + 0.02, back],
  ];
  drawRod(film, density, { points: can, radii: [0.085, 0.085] }, 'plate', 0.7);
  drawRod(film, density, { points: can, radii: [0.05, 0.05] }, 'plate', 0.14);
  const head: Point[] = [
    [across - 0.05, down - 0.07, back],
    [across + 0.05, down - 0.07, back],
  ];
  drawRod(film, density, { points: head, radii: [0.03, 0.03] }, 'plate', 0.3);
  const vein: Point[] = [
    [across - sign * 0.06, down - 0.07, back],
    [sign * 0.36, anatomy.apex + 0.22, -0.3],
    [sign * 0.2, anatomy.apex + 0.3, -0.2],
    sign > 0 ? [-0.02, -0.5, -0.14] : [-0.13, -0.5, -0.12],
    [-0.1, -0.3, -0.06],
  ];
  const { heartLeft, heartBottom } = anatomy;
  const atrial: Point[] = [...vein, [-0.11, -0.02, -0.06], [-0.13, 0.08, -0.14], [-0.17, 0.03, -0.16]];
  const ventricular: Point[] = [
    ...vein,
    [-0.1, 0.02, -0.05],
    [-0.04, heartBottom - 0.12, -0.12],
    [0.16, heartBottom - 0.06, -0.22],
    [0.72 * heartLeft, heartBottom - 0.09, -0.28],
  ];
  for (const lead of [atrial, ventricular]) {
    const path = curve(lead, 8);
    drawWire(film, path, 0.0065, 26);
    const end = path.slice(-3);
    drawRod(film, density, { points: end, radii: end.map(() => 0.011) }, 'rod', 22);
  }
}

/** From between the ribs at the side up to the apex: a wide clear tube with its opaque stripe. */
export function drawChestTube(film: Film, random: Random, anatomy: Anatomy, sign: number): void {
  const high = anatomy.apex + between(random, 0.2, 0.32);
  const points: Point[] = [
    [sign * (anatomy.width + 0.24), 0.34, -0.05],
    [sign * (anatomy.width - 0.02), 0.22, 0],
    [sign * (anatomy.width - 0.16), -0.05, 0.1],
    [sign * 0.5, -0.35, 0.12],
    [sign * between(random, 0.28, 0.4), high, 0.1],
  ];
  const path = curve(points, 10);
  drawRod(film, film.density, { points: path, radii: path.map(() => 0.021) }, 'bone', 3);
  const stripe = path.map((point): Point => [point[0] + 0.011, point[1], point[2]]);
  drawWire(film, stripe, 0.0055, 34);
}

/** A handful of small metal strokes in the axilla. */
export function drawClips(film: Film, random: Random, anatomy: Anatomy, sign: number): void {
  const middle: Point = [sign * (anatomy.width + 0.02), -0.28, 0.05];
  for (let clip = 0; clip < 6; clip++) {
    const at: Point = [
      middle[0] + 0.045 * bell(random),
      middle[1] + 0.09 * bell(random),
      middle[2] + 0.05 * bell(random),
    ];
    const end: Point = [at[0] + 0.016 * bell(random), at[1] + 0.026, at[2]];
    drawRod(film, film.density, { points: [at, end], radii: [0.0065, 0.0065] }, 'rod', 110);
  }
}
