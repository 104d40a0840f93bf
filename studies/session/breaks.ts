import type { Protocol } from '../protocol/protocol.ts';

/** A read that was begun, as far as rest hangs on it; wall clock, ms since 1970. */
export interface Begun {
  readonly openedAt: number;
  readonly finishedAt: number | null;
}

/** A break that is due, or was due and is over. */
export interface Break {
  /** The end of the last read before it, and when it is over. */
  readonly since: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;

/**
 * The break that a reader has to take before the next case, or has just taken; null where none is due. What counts as
 * one session ends by a break, whatever became of sign-in and sign-out: by so many minutes without a case, or by one
 * that was ended early. `ended`: when breaks were over or ended, wall clock.
 */
export function breakDue(
  sessions: Protocol['sessions'],
  reads: readonly Begun[],
  ended: readonly number[],
  now: number,
): Break | null {
  if (!sessions) return null;
  const { mostReads = Infinity, mostMinutes = Infinity, breakMinutes } = sessions;
  const length = breakMinutes * MINUTE_MS;
  const rested = (since: number, until: number): boolean =>
    until - since >= length || ended.some((at) => at >= since && at <= until);
  let [begun, since, count] = [-Infinity, -Infinity, 0];
  for (const { openedAt, finishedAt } of [...reads].sort((a, b) => a.openedAt - b.openedAt)) {
    if (rested(since, openedAt)) [begun, count] = [openedAt, 0];
    if (finishedAt !== null) count += 1;
    since = Math.max(since, finishedAt ?? openedAt);
  }
  const endedSince = ended.some((at) => at >= since);
  // What counts is how long was read until the break: who comes back the next day was not reading all night.
  const last = Math.min(now, since + length);
  const over = count >= mostReads || last - begun >= mostMinutes * MINUTE_MS;
  return over && count > 0 && !endedSince ? { since, until: since + length } : null;
}
