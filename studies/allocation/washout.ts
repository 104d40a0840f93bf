import type { Protocol } from '../protocol/protocol.ts';
import type { ReadEntry } from './lists.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Days that lie at least between a period and the one before: the washout, or more where its reads are repeats. */
export function daysBefore({ design, repeats }: Protocol, repeated: boolean): number {
  const washout = design && 'washoutDays' in design ? design.washoutDays : 0;
  return repeated && repeats?.apart.unit === 'days' ? Math.max(washout, repeats.apart.least) : washout;
}

/**
 * From when on a read may be opened, in ms since 1970: so many days after the last read that its reader finished in an
 * earlier period; null in the first period, and where no day has to pass. `finishedAt`: by read.
 */
export function opensAt(
  read: ReadEntry,
  own: readonly ReadEntry[],
  finishedAt: ReadonlyMap<string, number>,
  protocol: Protocol,
): number | null {
  const days = daysBefore(protocol, read.repeats !== undefined);
  const before = own.filter(({ period }) => period < read.period).flatMap(({ id }) => finishedAt.get(id) ?? []);
  return days === 0 || before.length === 0 ? null : Math.max(...before) + days * DAY_MS;
}
