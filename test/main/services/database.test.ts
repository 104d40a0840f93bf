import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import { createDatabase, lockWriter, openForReading, openForWriting } from '#main/services/database.ts';
import { temporaryFolder } from './support.ts';

function newDatabase(): string {
  const file = join(temporaryFolder(), 'log.sqlite');
  createDatabase(file);
  return file;
}

const ROW = [1, 'study', 'session', null, 'heartbeat', '{}', 1, 0.5, 'before', 'hash'];
const INSERT = 'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

describe('the database of a study', () => {
  it('has the schema of the committed snapshot: it only grows, and on purpose', () => {
    const database = openForReading(newDatabase());
    const schema = database.all('SELECT type, name, sql FROM sqlite_schema ORDER BY name');
    const version = database.all('PRAGMA user_version')[0]?.['user_version'];
    database.close();
    const snapshot: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'schema.snapshot.json'), 'utf8'));
    expect({ version, schema }).toEqual(snapshot);
  });

  it('writes through to the disk at each commit', () => {
    const database = openForWriting(newDatabase());
    expect(database.all('PRAGMA journal_mode')[0]).toMatchObject({ journal_mode: 'wal' });
    expect(database.all('PRAGMA synchronous')[0]).toMatchObject({ synchronous: 2 });
    database.close();
  });

  it.each([
    ["UPDATE events SET type = 'x'", 'the log only grows'],
    ['DELETE FROM events', 'the log only grows'],
    [
      "INSERT OR REPLACE INTO events VALUES (1, 'a', 'b', NULL, 'c', '{}', 1, 1, 'd', 'e')",
      'a record follows the last one',
    ],
    ["INSERT INTO events VALUES (3, 'a', 'b', NULL, 'c', '{}', 1, 1, 'd', 'e')", 'a record follows the last one'],
    ["INSERT INTO events VALUES (2, 'a', 'b', NULL, 'c', '{}', 'noon', 1, 'd', 'e')", 'cannot store TEXT value'],
  ])('refuses %s', (sql, reason) => {
    const database = openForWriting(newDatabase());
    database.run(INSERT, ROW);
    expect(() => database.run(sql, [])).toThrow(reason);
    expect(database.all('SELECT count(*) AS n, max(type) AS type FROM events')[0]).toMatchObject({
      n: 1,
      type: 'heartbeat',
    });
    database.close();
  });

  it('takes back a transaction that fails half way', () => {
    const database = openForWriting(newDatabase());
    const work = (): void => {
      database.run(INSERT, ROW);
      throw new Failure('usage', { reason: 'stop' });
    };
    expect(() => database.transaction(work)).toThrow('stop');
    expect(database.all('SELECT * FROM events')).toEqual([]);
    database.close();
  });

  it('cannot be written through the reading handle, whatever the query says', () => {
    const database = openForReading(newDatabase());
    expect(() => database.all("INSERT INTO events VALUES (1, 'a', 'b', NULL, 'c', '{}', 1, 1, 'd', 'e')")).toThrow();
    expect(database.all('SELECT * FROM events')).toEqual([]);
    database.close();
  });

  it('leaves everything in the one file when it is closed', () => {
    const file = newDatabase();
    const database = openForWriting(file);
    database.run(INSERT, ROW);
    database.close();
    const copy = join(temporaryFolder(), 'copy.sqlite');
    writeFileSync(copy, readFileSync(file));
    const opened = openForReading(copy);
    expect(opened.all('SELECT seq FROM events')).toHaveLength(1);
    opened.close();
  });

  it('refuses what is missing, of a newer version, or no database', () => {
    const folder = temporaryFolder();
    expect(() => openForWriting(join(folder, 'none.sqlite'))).toThrow('it is missing');
    const newer = newDatabase();
    const database = openForWriting(newer);
    database.run('PRAGMA user_version = 99', []);
    database.close();
    expect(() => openForReading(newer)).toThrow(/study-newer.*99/);
    const text = join(folder, 'text.sqlite');
    writeFileSync(text, 'not a database at all, but long enough to have a header'.repeat(20));
    expect(() => openForReading(text)).toThrow(/study-damaged/);
  });
});

describe('the right to write', () => {
  it('is given to one at a time, and again when it is free', () => {
    const file = join(temporaryFolder(), 'writer.lock');
    const unlock = lockWriter(file);
    expect(() => lockWriter(file)).toThrow(/study-busy/);
    unlock();
    lockWriter(file)();
  });
});
