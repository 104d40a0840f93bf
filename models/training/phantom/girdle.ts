import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import type { Point } from './maths.ts';
import { curve, drawRod, type Profile } from './stroke.ts';

/** Clavicles, shoulder blades, upper arms and sternum. On bedside films the blades lie over the lungs. */
export function drawGirdle(film: Film, anatomy: Anatomy, bedside: boolean): void {
  if (film.camera.lateral) {
    drawSternum(film, anatomy);
    drawBladesFromTheSide(film, anatomy);
    return;
  }
  for (const sign of [-1, 1]) {
    drawClavicle(film, anatomy, bedside, sign);
    drawBlade(film, anatomy, bedside, sign);
  }
}

/** A rod through the control points with radii interpolated between first, middle and last. */
function bend(
  film: Film,
  points: readonly Point[],
  radii: readonly [number, number, number],
  profile: Profile,
  weight: number,
): void {
  const path = curve(points, 9);
  const last = path.length - 1;
  const sizes = path.map((_, index) => {
    const part = (2 * index) / last;
    return part < 1 ? radii[0] + (radii[1] - radii[0]) * part : radii[1] + (radii[2] - radii[1]) * (part - 1);
  });
  drawRod(film, film.density, { points: path, radii: sizes }, profile, weight);
}

function drawClavicle(film: Film, anatomy: Anatomy, bedside: boolean, sign: number): void {
  const high = anatomy.apex + (bedside ? 0.12 : 0.22);
  const path: Point[] = [
    [sign * 0.085, high + 0.045, -0.28],
    [sign * 0.2, high + 0.02, -0.3],
    [sign * 0.42, high - 0.015, -0.26],
    [sign * 0.68, high - 0.09, -0.12],
    [sign * 0.93, high - 0.11, -0.02],
  ];
  bend(film, path, [0.042, 0.03, 0.038], 'bone', 4.2 * anatomy.bone);
}

function drawBlade(film: Film, anatomy: Anatomy, bedside: boolean, sign: number): void {
  const out = anatomy.width + (bedside ? 0.02 : 0.1);
  const top = anatomy.apex + 0.13;
  const bone = anatomy.bone;
  const glenoid: Point = [sign * (out + 0.1), top + 0.07, 0.25];
  const tip: Point = [sign * (out - 0.03), top + 0.7, 0.38];
  const inner: Point = [sign * (out - 0.18), top + 0.03, 0.4];
  bend(
    film,
    [[sign * (out - 0.01), top + 0.1, 0.3], [sign * (out - 0.02), top + 0.35, 0.33], tip],
    [0.11, 0.08, 0.02],
    'plate',
    0.045 * bone,
  );
  bend(film, [glenoid, [sign * (out + 0.035), top + 0.36, 0.3], tip], [0.02, 0.017, 0.014], 'rod', 2.6 * bone);
  bend(film, [inner, [sign * (out - 0.13), top + 0.4, 0.4], tip], [0.009, 0.009, 0.01], 'rod', 2 * bone);
  bend(
    film,
    [inner, [sign * (out - 0.02), top - 0.06, 0.3], [sign * (out + 0.16), top - 0.11, 0.2]],
    [0.01, 0.016, 0.03],
    'bone',
    4.5 * bone,
  );
  bend(
    film,
    [
      [sign * (out - 0.02), top + 0.02, 0.1],
      [sign * (out + 0.01), top - 0.03, 0.1],
      [sign * (out + 0.07), top + 0.0, 0.2],
    ],
    [0.02, 0.024, 0.02],
    'bone',
    3.5 * bone,
  );
  bend(
    film,
    [
      [sign * (out + 0.09), top + 0.0, 0.2],
      [sign * (out + 0.085), top + 0.07, 0.2],
      [sign * (out + 0.1), top + 0.14, 0.2],
    ],
    [0.009, 0.012, 0.009],
    'rod',
    8 * bone,
  );
  const head: Point = [sign * (out + 0.22), top + 0.05, 0.15];
  bend(
    film,
    [head, [sign * (out + 0.26), top + 0.09, 0.15], [sign * (out + 0.29), top + 0.14, 0.15]],
    [0.105, 0.1, 0.07],
    'bone',
    2.4 * bone,
  );
  bend(
    film,
    [
      [sign * (out + 0.29), top + 0.1, 0.1],
      [sign * (out + 0.33), top + 0.6, 0],
      [sign * (out + 0.4), top + 1.2, 0],
    ],
    [0.06, 0.05, 0.05],
    'bone',
    4.5 * bone,
  );
  bend(
    film,
    [
      [sign * (out + 0.27), top, 0.1],
      [sign * (out + 0.33), top + 0.6, 0],
      [sign * (out + 0.4), top + 1.2, 0],
    ],
    [0.2, 0.16, 0.15],
    'rod',
    1.1,
  );
}

function drawSternum(film: Film, anatomy: Anatomy): void {
  const front = (down: number): number =>
    0.03 - 0.5 * anatomy.depth * Math.min(1, Math.max(0, (down - anatomy.apex) / 1.0)) - 0.035;
  const path = [-0.5, -0.4, -0.25, 0, 0.2].map((down): Point => [0, down, front(down)]);
  bend(film, path, [0.03, 0.024, 0.022], 'bone', 4.4 * anatomy.bone);
}

function drawBladesFromTheSide(film: Film, anatomy: Anatomy): void {
  for (const shift of [-0.03, 0.04]) {
    const top = anatomy.apex + 0.1;
    const path: Point[] = [
      [0, top, 0.3 + shift],
      [0, top + 0.3, 0.42 + shift],
      [0, top + 0.6, 0.46 + shift],
    ];
    bend(film, path, [0.02, 0.013, 0.01], 'rod', 4 * anatomy.bone);
  }
}
