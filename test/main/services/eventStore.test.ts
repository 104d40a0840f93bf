import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { openForWriting } from '#main/services/database.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { bundleForChild, newLog, smallDisk, temporaryFolder, typed } from './support.ts';

describe('the event store', () => {
  it('chains what it is given and gives it back as it was', () => {
    const folder = temporaryFolder();
    const log = newLog(folder);
    const writer = log.write();
    expect(writer.append([typed(1), typed(2)])).toBe(2);
    expect(writer.append([{ ...typed(3), event: { ...typed(3).event, mono: 12.25 } }])).toBe(3);
    const records = [...writer.records()];
    expect(records.map(({ seq, study, session, read }) => [seq, study, session, read])).toEqual(
      [1, 2, 3].map((seq) => [seq, 'study', 'session', 'rabcdef1']),
    );
    expect(records[2]).toMatchObject({
      type: 'text.changed',
      payload: { changes: [[0, 0, 'x']] },
      wall: 1003,
      mono: 12.25,
    });
    writer.close();
    expect(log.check().records).toBe(3);
  });

  it('gives the events of a read with those of the session that fell in it', () => {
    const writer = newLog(temporaryFolder()).write();
    const at = { wall: 1, mono: 1 };
    writer.append([
      { session: 'a', read: null, event: { type: 'heartbeat', payload: {}, ...at } },
      { session: 'a', read: 'rabcdef1', event: { type: 'read.opened', payload: {}, ...at } },
      { session: 'a', read: null, event: { type: 'window.blurred', payload: {}, ...at } },
      { session: 'b', read: 'rabcdef2', event: { type: 'read.opened', payload: {}, ...at } },
      { session: 'a', read: null, event: { type: 'session.ended', payload: {}, ...at } },
    ]);
    const types = writer.entriesOf('rabcdef1').map((entry) => entry.event.type);
    expect(types).toEqual(['read.opened', 'window.blurred', 'session.ended']);
    expect(writer.entriesOf('rabcdef9')).toEqual([]);
    expect(writer.marks()).toEqual([
      { read: 'rabcdef1', opened: true, openedAt: 1, submitted: false, finished: false, finishedAt: null },
      { read: 'rabcdef2', opened: true, openedAt: 1, submitted: false, finished: false, finishedAt: null },
    ]);
    expect(writer.lastActivity()).toBe(1);
    writer.close();
  });

  it('is written by one at a time and read beside that', () => {
    const folder = temporaryFolder();
    const log = newLog(folder);
    const writer = log.write();
    expect(log.write).toThrow(/study-busy/);
    writer.append([typed(1)]);
    expect(log.check().records).toBe(1);
    writer.close();
    const next = log.write();
    expect(next.append([typed(2)])).toBe(2);
    next.close();
  });

  it('writes all of a batch or nothing of it', () => {
    const log = newLog(temporaryFolder());
    const writer = log.write();
    const endless = { ...typed(2), event: { ...typed(2).event, mono: Number.NaN } };
    expect(() => writer.append([typed(1), endless])).toThrow();
    expect(writer.append([typed(1)])).toBe(1);
    writer.close();
    expect(log.check().records).toBe(1);
  });

  it('names the record that was changed behind its back', () => {
    const folder = temporaryFolder();
    const log = newLog(folder);
    const writer = log.write();
    writer.append([typed(1), typed(2), typed(3)]);
    writer.close();
    const forger = openForWriting(join(folder, 'log.sqlite'));
    forger.run('DROP TRIGGER events_never_change', []);
    forger.run(`UPDATE events SET payload = replace(payload, 'x', 'y') WHERE seq = 2`, []);
    forger.close();
    expect(log.check).toThrow(/log-broken.*"seq":2/);
  });

  it('says that the disk is full, and nothing is lost or doubled when there is room again', (context) => {
    const disk = smallDisk(400);
    if (disk === null) return context.skip('a small disk can only be mounted by root on Linux');
    const log = newLog(disk);
    const writer = log.write();
    let number = 0;
    function fill(): void {
      for (;;) {
        writer.append([typed(number + 1, 3000), typed(number + 2, 3000)]);
        number += 2;
      }
    }
    writeFileSync(join(disk, 'ballast'), new Uint8Array(150_000));
    for (let round = 0; round < 2; round++) {
      const failure = thrownBy(fill);
      expect(failure).toMatchObject({ code: 'disk-full' });
      expect(thrownBy(fill)).toMatchObject({ code: 'disk-full' });
      expect(log.check().records).toBe(number);
      rmSync(join(disk, 'ballast'), { force: true });
    }
    expect(number).toBeGreaterThan(10);
    writer.close();
    expect(log.check().records).toBe(number);
  });

  it('has every acknowledged event after kill -9', async () => {
    const folder = temporaryFolder();
    const log = newLog(folder);
    const program = await bundleForChild(join(import.meta.dirname, 'appender.child.ts'));
    const random = seededRandom(7);
    let acknowledged = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      let left = 1 + random.integer(40);
      for await (const line of createInterface(child.stdout)) {
        acknowledged = Number(line);
        if (--left === 0) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
      expect(log.check().records).toBeGreaterThanOrEqual(acknowledged);
    }
    const opened = openEventLog(join(folder, 'log.sqlite'));
    const monos = [...opened.records()].map((record) => record.mono);
    opened.close();
    expect(monos).toEqual(monos.map((_, index) => index + 1));
  });
});

function thrownBy(work: () => void): Failure | null {
  try {
    work();
    return null;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
}
