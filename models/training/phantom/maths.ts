import type { Random } from '#core/random.ts';

// Only + - * / and the square root are used in the phantoms: IEEE 754 fixes their last bit, so that a seed gives the
// same pixels in every engine. Math.sin, exp, log and pow are left to the engine and are kept out.

/** Near-normal draw, mean 0 and standard deviation 1: the sum of four uniforms (Irwin and Hall). */
export function bell(random: Random): number {
  return (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2) * Math.sqrt(3);
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)] as T;
}

export function mix(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** 0 before `from`, 1 after `to`, smooth between (cubic). */
export function ramp(from: number, to: number, value: number): number {
  const part = clamp((value - from) / (to - from), 0, 1);
  return part * part * (3 - 2 * part);
}

/** A rounded shoulder: 0 at 0, vertical there, 1 from 1 on (quarter of an ellipse). */
export function dome(part: number): number {
  const rest = 1 - clamp(part, 0, 1);
  return Math.sqrt(1 - rest * rest);
}

export function unit(vector: Point): Point {
  const length = Math.sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]) || 1;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

/**
 * A place in the patient: across (patient's left is positive, so it is right on the film), down, and back (the spine is
 * positive). The unit is half the film's width; the origin is the middle of the chest.
 */
export type Point = readonly [across: number, down: number, back: number];
