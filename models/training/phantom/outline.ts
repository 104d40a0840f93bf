import type { Anatomy } from './anatomy.ts';
import { clamp, ramp } from './maths.ts';

/** Length of the whole body on the ray at (x, y), in units; 0 beside the body. */
export function bodyThickness(anatomy: Anatomy, lateral: boolean, x: number, y: number): number {
  return lateral ? fromTheSide(anatomy, x, y) : fromTheFront(anatomy, x, y);
}

function fromTheFront(anatomy: Anatomy, x: number, y: number): number {
  const off = x < 0 ? -x : x;
  const slope = clamp((y + 1.12) / 0.4, 0, 1);
  const shoulder = 0.3 + 1.1 * slope * slope;
  const trunk = anatomy.trunk + 0.06 * ramp(0.2, 1.2, y);
  const half = y < -0.4 ? shoulder : shoulder + (trunk - shoulder) * ramp(-0.4, 0.5, y);
  const square = (off / half) * (off / half);
  if (square >= 1) return 0;
  const thick = 0.5 + 0.5 * ramp(-0.95, -0.1, y) + 0.2 * ramp(0.1, 0.9, y);
  return thick * Math.sqrt(1 - square * square);
}

function fromTheSide(anatomy: Anatomy, x: number, y: number): number {
  const part = clamp((y - anatomy.apex + 0.15) / 1.15, 0, 1);
  const neck = 1 - ramp(-1.15, -0.7, y);
  const front =
    -0.1 -
    0.5 * anatomy.depth * (0.4 * ramp(0, 1, part) + 0.6 * part) -
    0.12 * anatomy.breast * bulge(y, 0.25, 0.45) -
    0.1 * neck;
  const back = 0.55 + 0.14 * anatomy.depth * ramp(-1.1, -0.3, y) - 0.02 * neck;
  const middle = (front + back) / 2;
  const half = (back - front) / 2;
  const off = (x - middle) / half;
  const square = off * off;
  if (square >= 1) return 0;
  const wide = 1.0 + 0.45 * ramp(-0.9, 0.1, y) + 0.15 * ramp(0.2, 0.7, y) + 0.4 * (1 - ramp(-0.8, -0.15, y));
  return wide * Math.sqrt(1 - square * square);
}

function bulge(value: number, middle: number, reach: number): number {
  const off = (value - middle) / reach;
  return off * off < 1 ? (1 - off * off) * (1 - off * off) : 0;
}
