import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { chainRecord, type LogEnd, type NewRecord } from '#studies/log/chain.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { sessionEvent, type EventType } from '#studies/session/event.ts';
import type { Entry } from '#studies/session/state.ts';
import { lockWriter, openForReading, openForWriting, type ReadDatabase, type Row } from './database.ts';

/** An event and where it belongs; `read` is null for events of the session or the study. */
export type NewEvent = Omit<NewRecord, 'study'>;

/** How far a read has come, from the types of its events alone. */
interface ReadMark {
  readonly read: string;
  readonly opened: boolean;
  readonly submitted: boolean;
  readonly finished: boolean;
  /** Wall clock, ms since 1970, of the first time. */
  readonly openedAt: number | null;
  readonly finishedAt: number | null;
}

/** The log of one study, to read. */
export interface EventLog {
  /** Every record, oldest first, as it stands on the disk; a row that is no event throws log-broken. */
  records(): Iterable<LogRecord>;
  /** The events of one read, oldest first, with those of the session that fell while it was open. */
  entriesOf(read: string): Entry[];
  marks(): ReadMark[];
  /** All records of a type, oldest first. */
  allOf(type: EventType): LogRecord[];
  /** The newest record of a type. */
  lastOf(type: EventType): LogRecord | null;
  /** Wall clock of the newest event, in ms since 1970; null for an empty log. */
  lastActivity(): number | null;
  close(): void;
}

/** The log of one study, to write: there is only one at a time. */
export interface EventWriter extends EventLog {
  /**
   * Writes all entries as one transaction and returns the sequence number of the last; they are on the disk then. On a
   * full disk it throws disk-full and none of them is written.
   */
  append(entries: readonly NewEvent[]): number;
}

export function openEventLog(file: string): EventLog {
  return readingSide(openForReading(file));
}

/** Throws study-busy when another window or command writes this log. */
export function openEventWriter(file: string, lockFile: string, study: string): EventWriter {
  const unlock = lockWriter(lockFile);
  try {
    const database = openForWriting(file);
    const side = readingSide(database);
    return {
      ...side,
      append(entries) {
        return database.transaction(() => {
          // Read inside, every time: what counts is the disk, whatever became of an earlier attempt.
          let end = logEnd(database);
          for (const entry of entries) {
            const record = chainRecord(end, { ...entry, study });
            database.run(INSERT, columnsOf(record));
            end = record;
          }
          return end?.seq ?? 0;
        });
      },
      close() {
        side.close();
        unlock();
      },
    };
  } catch (thrown) {
    unlock();
    throw thrown;
  }
}

function columnsOf(record: LogRecord): (string | number | null)[] {
  const { seq, study, session, read, type, payload, wall, mono, previousHash, hash } = record;
  return [seq, study, session, read, type, canonicalJson(payload), wall, mono, previousHash, hash];
}

const INSERT = 'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const SELECT = 'SELECT seq, study, session, read, type, payload, wall, mono, previous_hash, hash FROM events';

function readingSide(database: ReadDatabase): EventLog {
  return {
    *records() {
      for (const row of database.each(`${SELECT} ORDER BY seq`)) yield recordOf(row);
    },
    entriesOf(read) {
      const sessions = 'SELECT DISTINCT session FROM events WHERE read = ?';
      const rows = database.all(`${SELECT} WHERE session IN (${sessions}) ORDER BY seq`, [read]);
      return entriesByRead(rows.map(recordOf)).get(read) ?? [];
    },
    marks() {
      const has = (type: string): string => `max(type = '${type}')`;
      const rows = database.all(
        `SELECT read, ${has('read.opened')} AS opened, ${has('read.submitted')} AS submitted,
         ${has('read.finished')} AS finished,
         min(CASE WHEN type = 'read.opened' THEN wall END) AS opened_at,
         max(CASE WHEN type = 'read.finished' THEN wall END) AS finished_at FROM events WHERE read IS NOT NULL GROUP BY read`,
      );
      return rows.map((row) => ({
        read: String(row['read']),
        opened: row['opened'] === 1,
        submitted: row['submitted'] === 1,
        finished: row['finished'] === 1,
        openedAt: (row['opened_at'] ?? null) as number | null,
        finishedAt: (row['finished_at'] ?? null) as number | null,
      }));
    },
    allOf: (type) => database.all(`${SELECT} WHERE type = ? ORDER BY seq`, [type]).map(recordOf),
    lastOf(type) {
      const row = database.all(`${SELECT} WHERE type = ? ORDER BY seq DESC LIMIT 1`, [type])[0];
      return row ? recordOf(row) : null;
    },
    lastActivity: () => (database.all('SELECT max(wall) AS wall FROM events')[0]?.['wall'] ?? null) as number | null,
    close: () => database.close(),
  };
}

function logEnd(database: ReadDatabase): LogEnd | null {
  const row = database.all('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1')[0];
  return row ? { seq: Number(row['seq']), hash: String(row['hash']) } : null;
}

function recordOf(row: Row): LogRecord {
  const { seq, study, session, read, type, wall, mono } = row;
  const event = sessionEvent.safeParse({ type, payload: parsed(row['payload']), wall, mono });
  if (!event.success)
    throw new Failure('log-broken', { seq: Number(seq), reason: event.error.issues[0]?.message ?? 'no event' });
  return {
    ...event.data,
    seq: Number(seq),
    study: String(study),
    session: String(session),
    read: read === null ? null : String(read),
    previousHash: String(row['previous_hash']),
    hash: String(row['hash']),
  };
}

function parsed(payload: unknown): unknown {
  try {
    return JSON.parse(String(payload));
  } catch {
    return null;
  }
}
