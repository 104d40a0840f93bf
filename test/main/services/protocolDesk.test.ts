import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { openStudy } from '#main/services/studyFolder.ts';
import { CREATED, makeStudy } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader, type TestApp } from './window.ts';

function started(): TestApp {
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  return app;
}

describe('a protocol on the screen', () => {
  it('comes from a template, goes to a file, faults and all, and comes back from it', async () => {
    const app = started();
    const names = (await app.call('protocols.templates', {})).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['chexagent-v2', 'crossover', 'automation-bias', 'acceptance']));
    const opened = await app.call('protocols.open', { from: { template: 'crossover' } });
    expect(opened?.place).toBeNull();
    const draft = { ...opened!.draft, title: { en: '' } };
    expect(await app.call('protocols.save', { draft, to: 'place' })).toBeNull();
    app.chosen = join(temporaryFolder(), 'mine.json');
    expect(await app.call('protocols.save', { draft, to: 'place' })).toEqual({ kind: 'file', name: 'mine.json' });
    expect(JSON.parse(readFileSync(app.chosen, 'utf8'))).toMatchObject({ title: { en: '' } });
    expect(await app.call('protocols.open', { from: { file: true } })).toMatchObject({
      draft: { title: { en: '' } },
      place: { kind: 'file', name: 'mine.json' },
    });
  });

  it('is no protocol where its fields are missing', async () => {
    const app = started();
    app.chosen = join(temporaryFolder(), 'bad.json');
    writeFileSync(app.chosen, '{"arms": 3}');
    await expect(app.call('protocols.open', { from: { file: true } })).rejects.toMatchObject({ code: 'bad-input' });
    const bad = { draft: { arms: 3 } as never, to: 'place' as const };
    await expect(app.call('protocols.save', bad)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it("is a study's as long as no lists are made of it, and then without a fault", async () => {
    const app = started();
    const folder = await makeStudy();
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    const opened = await app.call('protocols.open', { from: { study } });
    const change = { ...opened!.draft, title: { en: 'Changed' } };
    expect(await app.call('protocols.save', { draft: change, to: 'place' })).toEqual({
      kind: 'study',
      name: 'Changed',
    });
    expect((await openStudy(folder)).protocol.title.en).toBe('Changed');
    const faulty = { ...change, cases: null as never };
    await expect(app.call('protocols.save', { draft: faulty, to: 'place' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    await expect(app.call('protocols.save', { draft: change, to: 'place' })).rejects.toMatchObject({
      code: 'study-state',
    });
    await expect(app.call('protocols.open', { from: { study } })).rejects.toMatchObject({ code: 'study-state' });
  });
});

describe('the monitor', () => {
  it('tells how far readers are and whether the chain is whole, to nobody while a reader is signed in', async () => {
    const app = started();
    const folder = await makeStudy();
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    const [first] = await openForReaders(folder, 1_800_000_000_000);
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    const reader = await TestReader.signIn(app, { study, code: 'R1', pin: first?.pin ?? '' });
    await expect(app.call('monitor.open', { study })).rejects.toMatchObject({ code: 'reader-signed-in' });
    await reader.readAll();
    await reader.signOut();
    const monitor = await app.call('monitor.open', { study });
    expect(monitor).toMatchObject({
      ...{ state: 'open', records: 25, broken: null, stations: [] },
      readers: [
        { reader: 'R1', done: 3, total: 3, begun: 0, interrupted: 0, locked: null, rejected: false, station: null },
        { reader: 'A1', done: 0, total: 3, lastAt: null },
      ],
    });
    expect(JSON.stringify(monitor)).not.toMatch(/reading|model-draft|scratch|Report|efficiency/);
  });
});
