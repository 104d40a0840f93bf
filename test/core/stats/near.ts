import { expect } from 'vitest';

/** Equal but for rounding: the relative difference stays under `share` (absolute around zero). */
export function expectNear(actual: number | null | undefined, expected: number, share = 1e-10): void {
  expect(actual).toBeTypeOf('number');
  const difference = Math.abs((actual ?? NaN) - expected) / Math.max(Math.abs(expected), 1e-300);
  expect(expected === 0 ? Math.abs(actual ?? NaN) : difference, `${actual} instead of ${expected}`).toBeLessThan(share);
}
