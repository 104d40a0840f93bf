import { Failure } from '#core/errors.ts';

/** Throws stats-too-few when a method has not what it needs: words instead of a NaN. */
export function demand(method: string, what: string, found: number, needed: number): void {
  if (found < needed) throw new Failure('stats-too-few', { method, what, found, needed });
}

/** The failure of a method whose formula has no value for these data. */
export function noValue(method: string, reason: string): Failure {
  return new Failure('statistics', { method, reason });
}

/** Throws statistics when data can't be what the method takes. */
export function demandInput(method: string, right: boolean, reason: string): void {
  if (!right) throw new Failure('statistics', { method, reason });
}
