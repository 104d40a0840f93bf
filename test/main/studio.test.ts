import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { EndpointInput } from '#core/ipc/contract.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { openStudy } from '#main/services/studyFolder.ts';
import { CREATED, makeStudy, smallProtocol } from './services/study.ts';
import { temporaryFolder } from './services/support.ts';
import { startTestApp, TestReader, type TestApp } from './services/window.ts';

/** A study in a new app; `answer` says what the next dialogs answer, one after another. */
async function inApp(folder: string): Promise<{ app: TestApp; study: string; answer: (...paths: string[]) => void }> {
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  let next: string[] = [folder];
  Object.defineProperty(app, 'chosen', { get: () => next.shift() ?? null });
  const study = (await app.call('studies.add', {}))?.key ?? '';
  return { app, study, answer: (...paths) => void (next = paths) };
}

it('makes lists, shows arms by letters to who has the identity before opening, and to nobody after it', async () => {
  const place = temporaryFolder();
  const folder = await makeStudy(join(place, 'study'));
  const { app, study, answer } = await inApp(folder);
  expect((await app.call('schedule.open', { study })).lists).toBeNull();
  expect(await app.call('schedule.allocate', { study, seed: 7 })).toBeNull();
  answer(join(folder, 'identity.txt'));
  await expect(app.call('schedule.allocate', { study, seed: 7 })).rejects.toMatchObject({ code: 'usage' });
  const identity = join(place, 'identity.txt');
  answer(identity);
  const made = await app.call('schedule.allocate', { study, seed: 7 });
  expect(made?.lists?.faults).toEqual([]);
  expect(made?.lists?.letters.map(({ arm }) => arm)).toEqual(['scratch', 'resident-draft', 'model-draft']);
  expect(made?.lists?.lines.map(({ reader, cells, order }) => [reader, cells.length, order.length])).toEqual([
    ['R1', 4, 3],
    ['A1', 4, 3],
  ]);
  const closed = (await app.call('schedule.open', { study })).lists;
  expect([closed?.faults, closed?.letters]).toEqual([null, []]);
  expect(closed?.hash).toBe(made?.lists?.hash);

  const frozen = await app.call('freeze.freeze', { study });
  expect(frozen.map(({ code }) => code)).toEqual(['R1', 'A1']);
  app.answers.length = 0;
  answer(identity);
  const open = await app.call('schedule.check', { study });
  expect(open?.lists?.faults).toEqual([]);
  expect(open?.lists?.balance.map(({ arm }) => arm)).toEqual([null, null]);
  expect(app.answers.join()).not.toMatch(/model-draft|resident-draft|scratch|"[A-C.]{4}"/);
  const { hashes } = (await openStudy(folder)).file;
  const freezing = await app.call('freeze.open', { study });
  expect(freezing.hashes.map(({ name, hash }) => hash === hashes[name])).toEqual([true, true, true]);
  await app.call('freeze.show', { study, page: 'protocol.pdf' });
  expect(app.shown).toEqual([join(folder, 'protocol.pdf')]);
});

it('finds the power of the paper in the paper’s own size, tells how far it is, and can be ended', async () => {
  const { app, study } = await inApp(await makeStudy());
  const plan = await app.call('power.open', { study });
  expect(plan.comparisons.map(({ group, arms }) => [group, ...arms])).toEqual([
    ['residents', 'scratch', 'model-draft'],
    ['attendings', 'resident-draft', 'model-draft'],
  ]);
  const [residents] = plan.presets;
  if (!residents) throw new Error('the paper is a preset');
  const order: EndpointInput<'power.run'> = {
    ...{ study, group: 'residents', first: residents.first, second: residents.second },
    ...{ readerSd: 0, caseSd: 0, repetitions: 60, seed: 1, target: 0.3, onLists: false },
  };
  const found = await app.call('power.run', order);
  // 40 against 80 reads with means of 83 and 79.7 s: Mann-Whitney finds a difference in 0.28 of such studies.
  const { low, high } = found?.paper.mannWhitney ?? { low: 1, high: 0 };
  expect(found?.paper.reads).toEqual([40, 80]);
  expect(low < 0.28 && high > 0.28).toBe(true);
  expect(found?.power.reads).toEqual([1, 2]);
  const shares = found?.curves.cases.map(({ power }) => power.mannWhitney.share) ?? [];
  expect(shares.at(-1)).toBeGreaterThan(shares[0] ?? 1);
  await expect(app.call('power.run', { ...order, readerSd: 5 })).rejects.toMatchObject({ code: 'bad-input' });
});

it('audits drafts, shows a few of every source alike, and writes one style on record', async () => {
  const protocol = { ...smallProtocol(), cases: 24 };
  const folder = await makeStudy(undefined, protocol, (source, number) =>
    source === 'model' ? `FINDINGS: Clear lungs, ${number}.\nIMPRESSION: Normal.` : `The lungs are clear, ${number}.`,
  );
  const { app, study } = await inApp(folder);
  expect(await app.call('audit.open', { study })).toEqual({ drafts: 48, normalised: null });
  const [before] = (await app.call('audit.run', { study, seed: 1 })) ?? [];
  expect(before?.audit?.area.low).toBeGreaterThan(0.5);
  const dry = await app.call('audit.normalise', { study, dry: true });
  expect([dry.headings, dry.changed, dry.samples.length]).toEqual(['removed', 24, 3]);
  expect((await app.call('audit.open', { study })).normalised).toBeNull();
  await app.call('audit.normalise', { study, dry: false });
  expect((await app.call('audit.open', { study })).normalised).toMatchObject({ drafts: 48, changed: 24 });
  expect(await app.call('audit.normalise', { study, dry: true })).toMatchObject({ changed: 0, samples: [] });
});

it('packs a part, takes back what was read, names the first bad record, amends and rejects with a reason', async () => {
  const place = temporaryFolder();
  const folder = await makeStudy(join(place, 'study'));
  const identity = identityFileOf(folder);
  await allocateStudy(folder, 7, identity, CREATED);
  const { app, study, answer } = await inApp(folder);
  const [credential] = await app.call('freeze.freeze', { study });
  const [file, away, back] = ['part.age', 'away', 'back.age'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  answer(file);
  const packed = await app.call('freeze.pack', { study, readers: ['R1'] });
  expect(packed).toMatchObject({ file, reads: 3 });
  const { readers } = await app.call('freeze.open', { study });
  expect(readers.map(({ code, station, free }) => [code, station, free])).toEqual([
    ['R1', packed?.station, false],
    ['A1', null, true],
  ]);

  const there = startTestApp(temporaryFolder());
  onTestFinished(() => there.room.close());
  const paths = [file, away];
  Object.defineProperty(there, 'chosen', { get: () => paths.shift() ?? null });
  const part = await there.call('studies.unpack', { passphrase: packed?.passphrase ?? '' });
  const key = part?.key ?? '';
  const reader = await TestReader.signIn(there, { study: key, code: 'R1', pin: credential?.pin ?? '' });
  await reader.readAll();
  for (const call of [
    () => there.call('freeze.open', { study: key }),
    () => there.call('schedule.open', { study: key }),
    () => there.call('power.open', { study: key }),
    () => there.call('audit.open', { study: key }),
  ])
    await expect(call()).rejects.toMatchObject({ code: 'reader-signed-in' });
  await reader.signOut();
  paths.push(back);
  const returned = await there.call('freeze.return', { study: key });

  const bytes = readFileSync(back);
  const bad = join(place, 'bad.age');
  writeFileSync(
    bad,
    bytes.map((byte, index) => (index === bytes.length - 20 ? byte ^ 1 : byte)),
  );
  answer(bad, identity);
  await expect(app.call('monitor.merge', { study })).rejects.toMatchObject({
    code: expect.stringMatching(/log-broken|package-damaged/),
  });
  answer(back, identity);
  const merged = { station: packed?.station, records: returned?.records };
  expect(await app.call('monitor.merge', { study })).toEqual({ ...merged, changed: true });
  answer(back, identity);
  expect(await app.call('monitor.merge', { study })).toEqual({ ...merged, changed: false });

  const opened = await app.call('protocols.open', { from: { study } });
  expect(opened?.place).toMatchObject({ kind: 'openStudy' });
  if (!opened) throw new Error('nobody cancelled');
  const draft = { ...opened.draft, idleCapSeconds: 45 };
  expect(await app.call('protocols.amend', { draft, reason: 'shorter pauses' })).toEqual({ version: 2 });
  await expect(app.call('protocols.amend', { draft: { ...draft, cases: 9 }, reason: 'more' })).rejects.toMatchObject({
    code: 'usage',
  });
  await app.call('monitor.reject', { study, reader: 'A1', reason: 'read elsewhere before' });
  const monitor = await app.call('monitor.open', { study });
  expect(monitor.readers.map(({ reader: code, rejected, done }) => [code, rejected, done])).toEqual([
    ['R1', false, 3],
    ['A1', true, 0],
  ]);
  await app.call('freeze.close', { study });
  expect((await app.call('studies.list', {}))[0]?.state).toBe('closed');
});

it('opens nothing that was changed since it was frozen', async () => {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  await openForReaders(folder, 1);
  const { app, study } = await inApp(folder);
  writeFileSync(join(folder, 'protocol.html'), 'something else');
  await expect(app.call('freeze.show', { study, page: 'protocol.html' })).rejects.toMatchObject({
    code: 'study-damaged',
  });
  expect(app.shown).toEqual([]);
});
