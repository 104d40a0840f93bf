import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { createModelShelf, type ModelShelf } from '#main/services/model/shelf.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { writeSmall } from '#test/tools/smallModel.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { CREATED, makeStudy } from '../study.ts';
import { startTestApp, TestReader } from '../window.ts';

/** Long against the pace of a small conversion, which tells of itself every few milliseconds. */
const A_WHILE = 400;

let start: StartRuntime;

beforeAll(async () => {
  start = starter(await buildRuntime());
}, 60_000);

it('a conversion keeps still while a reader is signed in, and goes on afterwards', async () => {
  const userData = temporaryFolder();
  let told = 0;
  const begun = event();
  const tell = (signal: string): void => {
    told += signal === 'work' ? 1 : 0;
    begun.happens();
  };
  const app = startTestApp(userData, {}, { start, tell });
  onTestFinished(() => app.room.close());
  app.chosen = await readable();
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const { pin } = credential;
  app.chosen = writeSmall(temporaryFolder()).checkpoint;
  const added = app.call('models.add', { quantisation: 'int8' });
  await begun.happened;
  // Who mistypes does not stop it.
  await expect(TestReader.signIn(app, { study, code: 'R1', pin: 'wrong' })).rejects.toMatchObject({
    code: 'pin-wrong',
  });
  const reader = await TestReader.signIn(app, { study, code: 'R1', pin });
  await sleep(A_WHILE);
  const before = told;
  await sleep(A_WHILE);
  expect(told).toBe(before);
  expect(readdirSync(join(userData, 'models'))).toEqual(['checkpoint-int8.partial']);
  await expect(app.call('models.add', { quantisation: 'int8' })).rejects.toMatchObject({ code: 'reader-signed-in' });
  // To draw one takes half a second of a machine that is the reader's alone.
  const phantom = app.call('asking.choose', { from: 'phantom', keep: [] });
  await expect(phantom).rejects.toMatchObject({ code: 'reader-signed-in' });
  await reader.signOut();
  expect((await added)?.card).toMatchObject({ name: 'checkpoint-int8' });
  expect(told).toBeGreaterThan(before);
}, 60_000);

it('a conversion that rests can be cancelled, and leaves nothing', async () => {
  const userData = temporaryFolder();
  const begun = event();
  const shelf = shelfIn(userData, () => begun.happens());
  const added = shelf.add(writeSmall(temporaryFolder()).checkpoint, 'int8');
  await begun.happened;
  shelf.rest();
  await sleep(A_WHILE);
  shelf.cancel();
  await expect(added).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(join(userData, 'models'))).toEqual([]);
}, 60_000);

it('a benchmark and a trial of providers end for a reader: their times would be worth nothing', async () => {
  const userData = temporaryFolder();
  const begun = event();
  const shelf = shelfIn(userData, ({ step }) => step === 'load' && begun.happens());
  const { key } = await shelf.add(await smallModelFolder(temporaryFolder(), 'int8'), 'int8');
  const trial = shelf.provider(key);
  const abandoned = expect(trial).rejects.toMatchObject({ code: 'cancelled' });
  await sleep(50);
  shelf.rest();
  await abandoned;
  await expect(shelf.provider(key)).rejects.toMatchObject({ code: 'reader-signed-in' });
  shelf.goOn();
  const timed = shelf.bench(key);
  await begun.happened;
  shelf.rest();
  await expect(timed).rejects.toMatchObject({ code: 'cancelled' });
  shelf.goOn();
  expect((await shelf.rows())[0]?.bench).toBeNull();
}, 60_000);

function event(): { happened: Promise<void>; happens: () => void } {
  let happens = (): void => {};
  const happened = new Promise<void>((resolve) => (happens = resolve));
  return { happened, happens: () => happens() };
}

let credential: { pin: string };

/** A study that is open for its readers. */
async function readable(): Promise<string> {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const [first] = await openForReaders(folder, 1);
  credential = { pin: first?.pin ?? '' };
  return folder;
}

function shelfIn(userData: string, tell: Parameters<typeof createModelShelf>[0]['tell']): ModelShelf {
  return createModelShelf({ userData, shipped: [], start, version: '0.0.0-test', now: () => 1_800_000_000_000, tell });
}
