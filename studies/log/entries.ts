import type { Entry } from '../session/state.ts';
import type { LogRecord } from './record.ts';

/** An entry and the read that it belongs to. */
export interface ReadEntryOfLog {
  readonly read: string;
  readonly entry: Entry;
}

/**
 * Tells, record by record, which read an event belongs to: its own, or for those of the session (sign-out, sleep,
 * focus, heartbeat) the read that the session had open; null for all others.
 */
export function entrySorter(): (record: LogRecord) => ReadEntryOfLog | null {
  const openRead = new Map<string, string>();
  return (record) => {
    const { session, type } = record;
    if (record.read !== null && type === 'read.opened') openRead.set(session, record.read);
    const read = record.read ?? openRead.get(session);
    if (read === undefined || type === 'session.started' || type.startsWith('study.')) return null;
    if (type === 'read.finished' || type === 'session.ended') openRead.delete(session);
    const event = { type, payload: record.payload, wall: record.wall, mono: record.mono } as Entry['event'];
    return { read, entry: { session, event } };
  };
}

/** The entries of each read, in order. Read id -> entries. */
export function entriesByRead(records: Iterable<LogRecord>): Map<string, Entry[]> {
  const reads = new Map<string, Entry[]>();
  const sort = entrySorter();
  for (const record of records) {
    const sorted = sort(record);
    if (!sorted) continue;
    const entries = reads.get(sorted.read);
    if (entries) entries.push(sorted.entry);
    else reads.set(sorted.read, [sorted.entry]);
  }
  return reads;
}
