import type { Anatomy } from './anatomy.ts';
import type { Film } from './film.ts';
import { ramp, type Point } from './maths.ts';
import { drawRod } from './stroke.ts';

const vertebrae = 16;

/** Vertebrae from the neck to the upper abdomen, each with body, end plates, pedicles and processes. */
export function drawSpine(film: Film, anatomy: Anatomy): void {
  for (let level = 0; level < vertebrae; level++) {
    const down = anatomy.apex - 0.3 + level * 0.98 * anatomy.ribSpacing + 0.0012 * level * level;
    const size = 0.74 + 0.026 * level;
    const back = spineBack(anatomy, down);
    if (film.camera.lateral) drawFromTheSide(film, anatomy, down, back, size);
    else drawFromTheFront(film, anatomy, down, back, size);
  }
}

/** How far back the vertebral bodies lie; bent more with age. */
function spineBack(anatomy: Anatomy, down: number): number {
  const off = down - 0.05;
  return 0.4 * anatomy.depth - 0.2 * anatomy.kyphosis * off * off;
}

function drawFromTheFront(film: Film, anatomy: Anatomy, down: number, back: number, size: number): void {
  const half = 0.078 * size;
  const height = 0.06 * size;
  const bone = anatomy.bone;
  const { density } = film;
  const at = (across: number, below: number): Point => [across, down + below, back];
  const body = { points: [at(-0.3 * half, 0), at(0.3 * half, 0)], radii: [0.72 * half, 0.72 * half] };
  drawRod(film, density, body, 'plate', 0.02 * bone);
  for (const end of [-height, height]) {
    const plate = { points: [at(-half, end), at(0, 0.9 * end), at(half, end)], radii: [0.006, 0.007, 0.006] };
    drawRod(film, density, plate, 'rod', 4.5 * bone);
  }
  for (const side of [-1, 1]) {
    const edge = {
      points: [at(side * half, -height), at(side * half * 0.9, 0), at(side * half, height)],
      radii: [0.007, 0.006, 0.007],
    };
    drawRod(film, density, edge, 'rod', 4 * bone);
    const pedicle = {
      points: [at(side * 0.62 * half, -0.018), at(side * 0.6 * half, 0.004)],
      radii: [0.016 * size, 0.015 * size],
    };
    drawRod(film, density, pedicle, 'bone', 2.6 * bone);
    const process = { points: [at(side * half, -0.012), at(side * 1.75 * half, -0.026)], radii: [0.017, 0.013] };
    drawRod(film, density, process, 'bone', 2 * bone);
  }
  const spinous = { points: [at(0, 0.025), at(0, 0.07)], radii: [0.008, 0.013] };
  drawRod(film, density, spinous, 'bone', 3.4 * bone);
}

function drawFromTheSide(film: Film, anatomy: Anatomy, down: number, back: number, size: number): void {
  const half = 0.078 * size;
  const height = 0.054 * size;
  const bone = anatomy.bone * (1 - 0.35 * ramp(-0.2, 0.5, down));
  const { density } = film;
  const at = (behind: number, below: number): Point => [0, down + below, back + behind];
  const body = { points: [at(-0.4 * half, 0), at(0.4 * half, 0)], radii: [0.85 * height, 0.85 * height] };
  drawRod(film, density, body, 'plate', 0.1 * bone);
  for (const end of [-height, height]) {
    drawRod(
      film,
      density,
      { points: [at(-half, end), at(0, 0.86 * end), at(half, end)], radii: [0.006, 0.006, 0.006] },
      'rod',
      11 * bone,
    );
  }
  drawRod(
    film,
    density,
    { points: [at(-half, -height), at(-0.86 * half, 0), at(-half, height)], radii: [0.006, 0.006, 0.006] },
    'rod',
    4.5 * bone,
  );
  drawRod(
    film,
    density,
    { points: [at(half, -height), at(0.9 * half, 0), at(half, height)], radii: [0.007, 0.007, 0.007] },
    'rod',
    8 * bone,
  );
  drawRod(
    film,
    density,
    { points: [at(half, -0.02), at(2 * half, 0.015), at(3 * half, 0.07)], radii: [0.02, 0.024, 0.016] },
    'bone',
    4 * bone,
  );
  drawRod(film, density, { points: [at(half, -0.03), at(1.6 * half, 0.05)], radii: [0.018, 0.02] }, 'bone', 4 * bone);
}
