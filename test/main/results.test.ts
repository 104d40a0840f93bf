import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { closeStudy, openForReaders } from '#main/services/lifecycle.ts';
import { logFiles } from '#main/services/studyFolder.ts';
import { CREATED, makeStudy } from './services/study.ts';
import { temporaryFolder } from './services/support.ts';
import { startTestApp, TestReader } from './services/window.ts';

/** A study that is open, and known to the app. */
async function opened() {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const credentials = await openForReaders(folder, 1);
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  return { app, folder, study, credentials };
}

/** The same, read by all; the last reader is still signed in. */
async function read() {
  const { app, folder, study, credentials } = await opened();
  const readers: TestReader[] = [];
  for (const { code, pin } of credentials) {
    const reader = await TestReader.signIn(app, { study, code, pin });
    await reader.readAll();
    readers.push(reader);
  }
  return { app, folder, study, reader: readers.at(-1)! };
}

function acts(folder: string): string[] {
  const log = openEventLog(logFiles(folder).log);
  try {
    return [...log.records()].map(({ type }) => type).filter((type) => type.startsWith('study.'));
  } finally {
    log.close();
  }
}

it('shows results of a study only when its reading has ended and no reader is signed in', async () => {
  const { app, folder, study, reader } = await read();
  await expect(app.call('results.open', { study })).rejects.toMatchObject({ code: 'reader-signed-in' });
  await reader.signOut();
  await expect(app.call('results.open', { study })).rejects.toMatchObject({ code: 'study-state' });
  app.chosen = identityFileOf(folder);
  await expect(app.call('results.mask', { study })).rejects.toMatchObject({ code: 'study-state' });
  await closeStudy(folder, 2);
  expect(await app.call('results.open', { study })).toMatchObject({ arms: 'together', readsSubmitted: 6 });
});

it('keeps the arms sealed, then tells them by letters, then by name, each on record', async () => {
  const { app, folder, study, reader } = await read();
  await reader.signOut();
  await closeStudy(folder, 2);
  const before = app.answers.length;
  const together = await app.call('results.open', { study });
  expect(together.table.map(({ arm, reads }) => [arm, reads])).toEqual([
    [null, 3],
    [null, 3],
  ]);
  app.chosen = null;
  expect(await app.call('results.mask', { study })).toBeNull();
  app.chosen = identityFileOf(folder);
  const letters = await app.call('results.mask', { study });
  expect(letters?.arms).toBe('letters');
  expect(letters?.table.map(({ arm }) => arm)).toEqual(['A', 'B', 'A', 'B']);
  for (const answer of app.answers.slice(before)) expect(answer).not.toMatch(/"scratch"|model-draft|resident-draft/);
  const named = await app.call('results.unblind', { study, reason: 'all reads done', people: [] });
  expect(named?.table.map(({ arm }) => arm)).toEqual(['scratch', 'model-draft', 'resident-draft', 'model-draft']);
  expect(await app.call('results.open', { study })).toEqual(named);
  expect(acts(folder)).toEqual(['study.opened', 'study.closed', 'study.masked', 'study.unblinded']);
});

it('saves a figure into the exports of the study, under a name that leads nowhere else', async () => {
  const { app, folder, study } = await opened();
  const content = new TextEncoder().encode('<svg/>');
  const saved = await app.call('results.saveFigure', { study, name: 'forest', format: 'svg', content });
  expect(saved).toEqual({ folder: 'figures', file: 'forest.svg' });
  expect(readFileSync(join(folder, 'exports', 'figures', 'forest.svg'), 'utf8')).toBe('<svg/>');
  await expect(
    app.call('results.saveFigure', { study, name: '../forest', format: 'svg', content }),
  ).rejects.toMatchObject({ code: 'bad-input' });
});
