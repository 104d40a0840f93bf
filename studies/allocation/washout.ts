import type { Protocol } from '../protocol/protocol.ts';
import type { ReadEntry } from './lists.ts';

const DAY_MS = 24 * 3600 * 1000;

/**
 * From when on a read may be opened, in ms since 1970: the washout after the last read that its reader finished in an
 * earlier period; null in the first period, and for designs in which no case comes back. `finishedAt`: by read.
 */
export function opensAt(
  read: ReadEntry,
  own: readonly ReadEntry[],
  finishedAt: ReadonlyMap<string, number>,
  { design }: Protocol,
): number | null {
  if (!design || !('washoutDays' in design)) return null;
  const before = own.filter(({ period }) => period < read.period).flatMap(({ id }) => finishedAt.get(id) ?? []);
  return before.length === 0 ? null : Math.max(...before) + design.washoutDays * DAY_MS;
}
