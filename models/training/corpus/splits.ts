import type { Split } from '../corpus.ts';

/** Bits of a patient's number within a split. */
const BITS = 29;
const RANGE = 2 ** BITS;
/** Odd, so that multiplying by it modulo a power of two never sends two patients to one number. */
const STEP = 0x1f3d5b79;

/** Where the bodies of each split begin; the last quarter of the 31 bits is left to studies. */
const firstOf: Record<Split, number> = { training: 0, validation: RANGE, test: 2 * RANGE };

/** First body number that no split uses. */
export const firstBodyOutside = 3 * RANGE;

/**
 * Seed of the body of patient `index`. Within a split and seed no two patients share one, and the ranges of the splits
 * do not touch, whatever the seeds.
 */
export function bodySeed(seed: number, split: Split, index: number): number {
  const place = (Math.imul(index, STEP) + Math.imul(seed, 0x2545f491)) & (RANGE - 1);
  return firstOf[split] + place;
}
