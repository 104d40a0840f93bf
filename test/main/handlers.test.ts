import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { closeStudy, openForReaders } from '#main/services/lifecycle.ts';
import { openStudy, readLists } from '#main/services/studyFolder.ts';
import { replayStudy, verifyStudy } from '#main/services/verification.ts';
import { CREATED, makeStudy } from './services/study.ts';
import { smallDisk, temporaryFolder } from './services/support.ts';
import { startTestApp, TestReader, type TestApp } from './services/window.ts';

interface Setting {
  readonly app: TestApp;
  readonly folder: string;
  readonly study: string;
  readonly pin: string;
}

/** An open study in a new app. */
async function opened(place = join(temporaryFolder(), 'study')): Promise<Setting> {
  const folder = await makeStudy(place);
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const [credential] = await openForReaders(folder, 1);
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  app.chosen = folder;
  const row = await app.call('studies.add', {});
  return { app, folder, study: row?.key ?? '', pin: credential?.pin ?? '' };
}

function signIn({ app, study, pin }: Setting): Promise<TestReader> {
  return TestReader.signIn(app, { study, code: 'R1', pin });
}

describe('the library', () => {
  it('shows a study that was added, once, with the progress of its readers', async () => {
    const { app, study } = await opened();
    await app.call('studies.add', {});
    expect(await app.call('studies.list', {})).toEqual([
      {
        key: study,
        title: { en: 'AI-drafted chest X-ray reports: reader study' },
        state: 'open',
        readers: [
          { code: 'R1', done: 0, total: 3 },
          { code: 'A1', done: 0, total: 3 },
        ],
        lastActivity: 1,
        demo: null,
      },
    ]);
    app.chosen = null;
    expect(await app.call('studies.add', {})).toBeNull();
  });

  it('says what is wrong with one that can not be opened any more', async () => {
    const { app, folder } = await opened();
    const file = join(folder, 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 9'));
    expect(await app.call('studies.list', {})).toMatchObject([
      { problem: { code: 'study-newer', detail: { found: 9 } } },
    ]);
    await expect(app.call('studies.add', {})).rejects.toMatchObject({ code: 'study-newer' });
    rmSync(folder, { recursive: true });
    const title = { en: 'AI-drafted chest X-ray reports: reader study' };
    expect(await app.call('studies.list', {})).toMatchObject([{ title, problem: { code: 'study-missing' } }]);
  });

  it('exports into the study and shows only exports', async () => {
    const { app, study, folder } = await opened();
    await expect(app.call('studies.reveal', { study, folder: '../../' })).rejects.toMatchObject({ code: 'bad-input' });
    await app.call('studies.reveal', { study, folder: 'then' });
    expect(app.shown).toEqual([join(folder, 'exports', 'then')]);
    await expect(app.call('studies.export', { study: 'unknown' })).rejects.toMatchObject({ code: 'study-missing' });
  });
});

describe('signing in', () => {
  it('needs the code and the PIN', async () => {
    const setting = await opened();
    const { app, study, pin } = setting;
    const wrong = pin === '000000' ? '000001' : '000000';
    for (const input of [
      { code: 'R1', pin: wrong },
      { code: 'R2', pin },
      { code: 'A1', pin },
    ]) {
      await expect(TestReader.signIn(app, { study, ...input })).rejects.toMatchObject({
        code: 'pin-wrong',
        detail: {},
      });
    }
    const { reading } = await TestReader.signIn(app, { study, code: ' r1 ', pin: `${pin} ` });
    expect(reading).toMatchObject({ reader: 'R1' });
    expect(reading.reads.map(({ position, state }) => [position, state])).toEqual(
      [1, 2, 3].map((position) => [position, 'waiting']),
    );
  });

  it('is refused by a closed study, and by one that another window has open', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const other = startTestApp(temporaryFolder());
    other.chosen = setting.folder;
    const study = (await other.call('studies.add', {}))?.key ?? '';
    await expect(TestReader.signIn(other, { study, code: 'R1', pin: setting.pin })).rejects.toMatchObject({
      code: 'study-busy',
    });
    await reader.signOut();
    await closeStudy(setting.folder, 2);
    await expect(signIn(setting)).rejects.toMatchObject({ code: 'study-state' });
  });

  it('ends the session before: its calls are refused from then on', async () => {
    const setting = await opened();
    const first = await signIn(setting);
    const second = await signIn(setting);
    await expect(first.send(null, first.event('heartbeat', {}))).rejects.toMatchObject({ code: 'signed-out' });
    await second.send(null, second.event('heartbeat', {}));
    await second.signOut();
    await expect(second.signOut()).rejects.toMatchObject({ code: 'signed-out' });
  });
});

describe('reading', () => {
  it('goes from the first case to the last; log and replay agree with what was written', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const lists = (await readLists(await openStudy(setting.folder))).reads.filter((read) => read.reader === 'R1');
    const texts = await reader.readAll();
    expect(texts).toEqual(lists.map(({ text }) => `${text ?? ''} No change.`));
    await reader.signOut();
    expect(await verifyStudy(setting.folder)).toMatchObject({ records: 1 + 1 + 8 + 8 + 6 + 1 });
    expect(await replayStudy(setting.folder)).toEqual({ reads: 3, submitted: 3, changes: 3 });
    expect(await setting.app.call('studies.list', {})).toMatchObject([
      {
        readers: [
          { code: 'R1', done: 3 },
          { code: 'A1', done: 0 },
        ],
      },
    ]);
  });

  it('gives the case and its images, those of the next one to be decoded ahead, and nothing of other cases', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const [first, second, third] = reader.reading.reads;
    const open = await reader.open(first?.id ?? '');
    expect(open).toMatchObject({ position: 1, total: 3, sex: 'F', age: 40, events: [] });
    const { url } = open.images[0] ?? { url: '' };
    expect(url).toBe(`/image/${reader.reading.session}/${first?.id}/0`);
    const { session } = reader.reading;
    expect(Buffer.from(await setting.app.room.imageBytes(session, open.id, 0)).toString()).toMatch(/^image \d$/);
    await expect(setting.app.room.imageBytes(session, open.id, 1)).rejects.toMatchObject({ code: 'read-unknown' });
    expect(open.nextImages).toEqual([`/image/${session}/${second?.id}/0`]);
    expect(Buffer.from(await setting.app.room.imageBytes(session, second?.id ?? '', 0)).toString()).toMatch(/^image/);
    await expect(setting.app.room.imageBytes(session, third?.id ?? '', 0)).rejects.toMatchObject({
      code: 'read-unknown',
    });
    await expect(setting.app.room.imageBytes('other', open.id, 0)).rejects.toMatchObject({ code: 'signed-out' });
  });

  it('keeps the order of the list, and to the own list', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const foreign = (await readLists(await openStudy(setting.folder))).reads.find((read) => read.reader === 'A1');
    const [first, second] = reader.reading.reads.map(({ id }) => id);
    await expect(reader.open(second ?? '')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(reader.open(foreign?.id ?? '')).rejects.toMatchObject({ code: 'read-unknown' });
    await reader.open(first ?? '');
    await expect(reader.send(second ?? '', reader.event('read.opened', {}))).rejects.toMatchObject({
      code: 'read-unknown',
    });
  });

  it('refuses what can not happen, and then nothing of the batch is written', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const open = await reader.open(reader.reading.reads[0]?.id ?? '');
    const seq = await reader.send(open.id, reader.event('read.opened', {}));
    const impossible = [
      [open.id, reader.event('read.submitted', { length: 0, sha256: '' })],
      [open.id, reader.event('answer.given', { item: 'efficiency', value: ['no'] })],
      [null, reader.event('read.painted', { images: 1, textLength: 0 })],
      [null, reader.event('session.ended', {})],
      [null, reader.event('study.unblinded', { reason: 'curious' })],
      [null, { ...reader.event('heartbeat', {}), mono: 1 }],
    ] as const;
    for (const [read, event] of impossible) {
      const sent = reader.send(read, reader.event('heartbeat', {}), event);
      await expect(sent).rejects.toMatchObject({ code: 'bad-input' });
    }
    expect(await reader.send(open.id, reader.event('heartbeat', {}))).toBe(seq + 1);
  });

  it('takes only answers that the questions offer, and needs all that are required', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const open = await reader.open(reader.reading.reads[0]?.id ?? '');
    await reader.show(open);
    await reader.write(open, 'x');
    for (const [item, value] of [
      ['efficiency', ['perhaps']],
      ['efficiency', 5],
      ['unknown', 'x'],
      ['remarks', 3],
    ] as const) {
      const given = { item, value: typeof value === 'object' ? [...value] : value };
      await expect(reader.send(open.id, reader.event('answer.given', given))).rejects.toMatchObject({
        code: 'bad-input',
      });
    }
    await expect(reader.send(open.id, reader.event('read.finished', {}))).rejects.toThrow(/is not answered/);
    await reader.answer(open);
  });

  it('resumes an unfinished read with all its events, also after a crash', async () => {
    const setting = await opened();
    const reader = await signIn(setting);
    const open = await reader.open(reader.reading.reads[0]?.id ?? '');
    await reader.show(open);
    const length = (open.text ?? '').length + 3;
    await reader.send(
      open.id,
      reader.event('text.changed', { changes: [[0, 0, 'Abc']], origin: 'input.type', length }),
    );
    setting.app.room.close();
    const again = await signIn(setting);
    expect(again.reading.reads.map(({ state }) => state)).toEqual(['started', 'waiting', 'waiting']);
    const resumed = await again.open(open.id);
    expect(resumed.text).toBe(open.text);
    expect(resumed.events.map(({ session, event }) => [session === reader.reading.session, event.type])).toEqual([
      [true, 'read.opened'],
      [true, 'read.painted'],
      [true, 'text.changed'],
    ]);
    await again.send(open.id, again.event('read.opened', {}));
    await again.send(open.id, again.event('read.painted', { images: 1, textLength: length }));
    await again.write({ ...open, text: `Abc${open.text ?? ''}` }, '!');
    await again.signOut();
    const last = await signIn(setting);
    expect(last.reading.reads.map(({ state }) => state)).toEqual(['questions', 'waiting', 'waiting']);
    expect(await replayStudy(setting.folder)).toEqual({ reads: 1, submitted: 1, changes: 2 });
  });

  it('says that the disk is full; the same events are written when there is room', async (context) => {
    const disk = smallDisk(700);
    if (disk === null) return context.skip('a small disk can only be mounted by root on Linux');
    const setting = await opened(join(disk, 'study'));
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, new Uint8Array(250_000));
    const reader = await signIn(setting);
    const open = await reader.open(reader.reading.reads[0]?.id ?? '');
    await reader.show(open);
    let length = (open.text ?? '').length;
    async function type(): Promise<void> {
      const paragraph = 'x'.repeat(3000);
      const event = reader.event('text.changed', {
        changes: [[0, 0, paragraph]],
        origin: 'input.paste',
        length: length + 3000,
      });
      for (;;) {
        try {
          await reader.send(open.id, event);
          length += 3000;
          return;
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'disk-full' });
          if (!existsSync(ballast)) throw thrown;
          rmSync(ballast);
        }
      }
    }
    for (let times = 0; times < 200 && existsSync(ballast); times++) await type();
    expect(existsSync(ballast)).toBe(false);
    await reader.write({ ...open, text: 'x'.repeat(length - (open.text ?? '').length) + (open.text ?? '') }, '!');
    await reader.signOut();
    const { changes } = await replayStudy(setting.folder);
    expect(changes).toBe((length - (open.text ?? '').length) / 3000 + 1);
    await verifyStudy(setting.folder);
  });
});
