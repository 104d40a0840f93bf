import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { Failure } from '#core/errors.ts';
import { events } from './migrations/0001-events.ts';

/** Each is run once, in this order; what has been released is never edited, only added to. */
const MIGRATIONS: readonly string[] = [events];

/** Waiting for another process's commit, in milliseconds; commits take one or two. */
const BUSY_MS = 5000;

type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** A database that can only be read; writing through it does not compile. */
export interface ReadDatabase {
  /** All rows of a query. */
  all(sql: string, values?: readonly Value[]): Row[];
  /** Rows one by one, for what may be long. */
  each(sql: string, values?: readonly Value[]): Iterable<Row>;
  close(): void;
}

export interface WriteDatabase extends ReadDatabase {
  run(sql: string, values: readonly Value[]): void;
  /** Runs the work as one transaction: all of it is on the disk when this returns, or none of it when it throws. */
  transaction<T>(work: () => T): T;
}

/** Makes a new database; nothing is left open. Throws not-permitted or disk-full. */
export function createDatabase(file: string): void {
  guard(file, () => {
    const database = connect(file);
    try {
      migrate(database, 0);
    } finally {
      database.close();
    }
  });
}

/**
 * Opens a study's database to write. A commit has reached the disk when it returns (WAL, synchronous=FULL).
 * Throws not-permitted, disk-full, study-newer or study-damaged.
 */
export function openForWriting(file: string): WriteDatabase {
  return writeHandle(open(existing(file)), file);
}

/** Opens a study's database to read, beside a writer or without. Throws the same. */
export function openForReading(file: string): ReadDatabase {
  const database = open(existing(file));
  database.exec('PRAGMA query_only = ON');
  return { ...readHandle(database, file), close: () => void database.close() };
}

/**
 * Takes the one right to write, until the returned function is called or the process ends in whatever way: the operating
 * system's lock on an empty database, so that nothing stale is left by a crash. Readers are not kept out. Throws study-busy.
 */
export function lockWriter(file: string): () => void {
  const database = guard(file, () => new Libsql(file));
  try {
    // Without a journal file the lock needs no room on a full disk.
    guard(file, () => database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE'));
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return () => {
    database.exec('ROLLBACK');
    database.close();
  };
}

function existing(file: string): string {
  if (!existsSync(file)) throw new Failure('study-damaged', { file, reason: 'it is missing' });
  return file;
}

function open(file: string): Libsql.Database {
  return guard(file, () => {
    const database = connect(file);
    try {
      const { user_version: version } = database.prepare('PRAGMA user_version').get([]) as { user_version: number };
      if (version > MIGRATIONS.length) {
        throw new Failure('study-newer', { folder: file, found: version, supported: MIGRATIONS.length });
      }
      migrate(database, version);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
    return database;
  });
}

// By `exec`, not `pragma`: libsql keeps the file open after close() until the statements of a connection are collected.
function connect(file: string): Libsql.Database {
  const database = new Libsql(file, { timeout: BUSY_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return database;
}

function migrate(database: Libsql.Database, version: number): void {
  MIGRATIONS.slice(version).forEach((sql, index) => {
    transact(database, () => database.exec(`${sql}\nPRAGMA user_version = ${version + index + 1}`));
  });
}

// Values are always bound as one array: libsql aborts the process on a lone buffer.
function readHandle(database: Libsql.Database, file: string): Omit<ReadDatabase, 'close'> {
  return {
    all: (sql, values = []) => guard(file, () => database.prepare(sql).all([...values]) as Row[]),
    *each(sql, values = []) {
      const rows = guard(file, () => database.prepare(sql).iterate([...values]) as IterableIterator<Row>);
      for (;;) {
        const next = guard(file, () => rows.next());
        if (next.done) return;
        yield next.value;
      }
    },
  };
}

function writeHandle(database: Libsql.Database, file: string): WriteDatabase {
  return {
    ...readHandle(database, file),
    run: (sql, values) => guard(file, () => void database.prepare(sql).run([...values])),
    transaction: (work) => guard(file, () => transact(database, work)),
    close() {
      try {
        // People copy log.sqlite alone: when nobody has it open, everything is in that one file.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // On a full disk the records stay in the write-ahead file, where the next opening finds them.
      }
      database.close();
    },
  };
}

/** BEGIN IMMEDIATE, so that what the work reads is still true when it writes. */
function transact<T>(database: Libsql.Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    // A full disk may have rolled back already; then there is nothing left to roll back.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}

/** What SQLite says, in the codes of this program. */
function guard<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Failure || !(thrown instanceof Error)) throw thrown;
    const code = 'code' in thrown ? String(thrown.code) : '';
    const { message } = thrown;
    if (/^SQLITE_(FULL|IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHM\w*)|IOERR)$/.test(code)) {
      throw new Failure('disk-full', { file }, thrown);
    }
    if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code) || /Unable to open/.test(message)) {
      throw new Failure('not-permitted', { file }, thrown);
    }
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) throw new Failure('study-busy', { folder: dirname(file) }, thrown);
    if (code.startsWith('SQLITE_')) throw new Failure('study-damaged', { file, reason: message }, thrown);
    throw thrown;
  }
}
