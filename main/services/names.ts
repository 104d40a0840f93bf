import type { Random } from '#core/random.ts';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A prefix and twelve letters and digits (60 bits) without meaning; none that look alike. */
export function opaqueName(prefix: string, random: Random): string {
  return prefix + Array.from({ length: 12 }, () => LETTERS[random.integer(LETTERS.length)]).join('');
}
