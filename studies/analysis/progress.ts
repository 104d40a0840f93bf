import { daysBefore } from '../allocation/washout.ts';
import type { Reader } from '../allocation/readers.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { breakDue } from '../session/breaks.ts';
import type { GapKind } from '../session/state.ts';
import { flagsOf } from './flags.ts';
import { flagKinds } from './figures.ts';
import type { ReadRow } from './rows.ts';

/** How far one reader has come and how it goes, without any result: no time of a read, no text, no answer, no arm. */
export interface ReaderProgress {
  readonly reader: string;
  readonly group: string;
  readonly done: number;
  readonly total: number;
  /** Begun and not finished. */
  readonly begun: number;
  /** Wall clock of the last read that was begun or finished, ms since 1970. */
  readonly lastAt: number | null;
  /** Minutes that the reading clock stood, by why. */
  readonly gaps: Readonly<Record<GapKind, number>>;
  /** Reads opened in more than one session. */
  readonly interrupted: number;
  /** Reads that the analysis flags, by why. */
  readonly flags: readonly { readonly kind: (typeof flagKinds)[number]; readonly reads: number }[];
  /** The next period, and when it may begin, ms since 1970; null where nothing has to be waited for. */
  readonly locked: { readonly period: number; readonly until: number } | null;
  /** Until when a break lasts that has to be taken before the next case, ms since 1970; null where none has. */
  readonly resting: number | null;
}

const DAY_MS = 86_400_000;

/**
 * One row a reader, in the order of the readers. `now`: wall clock, ms since 1970; `rested`: when breaks of each reader were
 * over or ended, the same.
 */
export function readerProgress(
  rows: readonly ReadRow[],
  readers: readonly Reader[],
  protocol: Protocol,
  now: number,
  rested: ReadonlyMap<string, readonly number[]>,
): ReaderProgress[] {
  const flags = flagsOf(rows).rows;
  return readers.map(({ code, group }) => {
    const own = rows.filter((row) => row.reader === code);
    const walls = own.flatMap(({ marks }) => [marks.opened ?? 0, marks.finished ?? 0]);
    const ownFlags = flags.filter((flag) => flag.reader === code);
    return {
      ...{ reader: code, group, total: own.length },
      done: own.filter(({ phase }) => phase === 'finished').length,
      begun: own.filter(({ phase }) => phase !== 'finished' && phase !== 'waiting').length,
      lastAt: Math.max(0, ...walls) || null,
      gaps: gapMinutes(own),
      interrupted: own.filter(({ sessions }) => sessions > 1).length,
      flags: flagKinds.flatMap((kind) => {
        const reads = new Set(ownFlags.flatMap((flag) => (flag.kind === kind ? [flag.read] : []))).size;
        return reads === 0 ? [] : [{ kind, reads }];
      }),
      locked: lockOf(own, protocol, now),
      resting: restOf(own, protocol, rested.get(code) ?? [], now),
    };
  });
}

function gapMinutes(rows: readonly ReadRow[]): Record<GapKind, number> {
  const minutes = { pause: 0, suspend: 0, crash: 0, silence: 0, away: 0 };
  for (const { gaps } of rows) for (const kind of Object.keys(minutes) as GapKind[]) minutes[kind] += gaps[kind] / 60;
  return minutes;
}

function restOf(
  rows: readonly ReadRow[],
  { sessions }: Protocol,
  ended: readonly number[],
  now: number,
): ReaderProgress['resting'] {
  const begun = rows.flatMap(({ marks }) =>
    marks.opened === null ? [] : [{ openedAt: marks.opened, finishedAt: marks.finished }],
  );
  const due = rows.some(({ phase }) => phase !== 'finished') ? breakDue(sessions, begun, ended, now) : null;
  return due && due.until > now ? due.until : null;
}

/** A period may begin so many days after the last read of the one before. */
function lockOf(rows: readonly ReadRow[], protocol: Protocol, now: number): ReaderProgress['locked'] {
  const open = rows.filter(({ phase }) => phase !== 'finished');
  if (open.length === 0) return null;
  const period = Math.min(...open.map((row) => row.period));
  const days = daysBefore(
    protocol,
    rows.some((row) => row.period === period && row.kind === 'repeat'),
  );
  const before = rows.flatMap((row) => (row.period < period ? [row.marks.finished ?? 0] : []));
  const until = Math.max(0, ...before) + days * DAY_MS;
  return before.length > 0 && until > now ? { period, until } : null;
}
