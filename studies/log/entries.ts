import type { Entry } from '../session/state.ts';
import type { LogRecord } from './record.ts';

/**
 * The entries of each read, in order: its own records, and those of the session (sign-out, sleep, focus, heartbeat)
 * that fell while the session had this read open. Read id -> entries.
 */
export function entriesByRead(records: Iterable<LogRecord>): Map<string, Entry[]> {
  const reads = new Map<string, Entry[]>();
  const openRead = new Map<string, string>();
  for (const record of records) {
    const { session, type } = record;
    if (record.read !== null && type === 'read.opened') openRead.set(session, record.read);
    const read = record.read ?? openRead.get(session);
    if (read === undefined || type === 'session.started' || type.startsWith('study.')) continue;
    const event = { type, payload: record.payload, wall: record.wall, mono: record.mono } as Entry['event'];
    const entries = reads.get(read);
    if (entries) entries.push({ session, event });
    else reads.set(read, [{ session, event }]);
    if (type === 'read.finished' || type === 'session.ended') openRead.delete(session);
  }
  return reads;
}
