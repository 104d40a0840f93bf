import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { CREATED, makeStudy, smallProtocol } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader } from './window.ts';

const BREAK = { code: 'break-due', detail: { minutes: 10 } };

it('after a long session the next case waits for the break, or for a reason, and the log tells which', async () => {
  const folder = await makeStudy(undefined, { ...smallProtocol(), sessions: { mostReads: 1, breakMinutes: 10 } });
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const [credential] = await openForReaders(folder, 1);
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const signIn = () => TestReader.signIn(app, { study, code: 'R1', pin: credential?.pin ?? '' });
  let reader = await signIn();
  const ids = reader.reading.reads.map(({ id }) => id);
  const read = async (id: string | undefined): Promise<void> => {
    const open = await reader.open(id ?? '');
    await reader.show(open);
    // A case that was begun goes on.
    await reader.open(open.id);
    await reader.write(open, ' No change.');
    await reader.answer(open);
  };

  await read(ids[0]);
  await expect(reader.open(ids[1] ?? '')).rejects.toMatchObject(BREAK);
  reader.mono += 10 * 60_000;
  await reader.send(null, reader.event('heartbeat', {}));
  await read(ids[1]);
  await expect(reader.open(ids[2] ?? '')).rejects.toMatchObject(BREAK);
  const { mono } = reader;
  await reader.signOut();
  reader = await signIn();
  reader.mono = mono + 60_000;
  await reader.send(null, reader.event('heartbeat', {}));
  await expect(reader.open(ids[2] ?? '')).rejects.toMatchObject(BREAK);
  const ending = { session: reader.reading.session, reason: 'the list ends tonight' };
  const clocks = () => ({ wall: 1_800_000_000_000 + (reader.mono += 1000), mono: reader.mono });
  await app.call('reader.endBreak', { ...ending, ...clocks() });
  await app.call('reader.endBreak', { ...ending, ...clocks() });
  await read(ids[2]);
  const log = openEventLog(join(folder, 'log.sqlite'));
  onTestFinished(() => log.close());
  const rests = log.allOf('session.rested').map(({ payload }) => payload);
  expect(rests).toMatchObject([{ reader: 'R1' }, { reader: 'R1', reason: 'the list ends tonight' }]);
  expect(Object.keys(rests[0] ?? {})).toEqual(['reader', 'rested']);
  expect((rests[0] as { rested: number }).rested).toBeGreaterThanOrEqual(10 * 60_000);
  expect((rests[1] as { rested: number }).rested).toBeLessThan(2 * 60_000);
});
