import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Intake } from '#core/ipc/intake.ts';
import { templateProtocol } from '#main/services/protocols.ts';
import { checkParts, caseIds, openStudy, readDrafts } from '#main/services/studyFolder.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { CREATED, makeStudy, smallProtocol } from '../study.ts';
import { temporaryFolder } from '../support.ts';
import { startTestApp, TestReader, type TestApp } from '../window.ts';
import { hospitalFiles } from './given.ts';

interface Setting {
  readonly app: TestApp;
  readonly given: string;
  readonly told: Intake[];
}

async function started(): Promise<Setting> {
  const told: Intake[] = [];
  const app = startTestApp(
    temporaryFolder(),
    {},
    {
      start: () => {
        throw new Error('this test runs no model');
      },
      tell: (signal, payload) => void (signal === 'intake' && told.push(payload as Intake)),
    },
  );
  onTestFinished(() => app.room.close());
  const given = temporaryFolder();
  for (const [name, content] of Object.entries(await hospitalFiles())) {
    mkdirSync(dirname(join(given, name)), { recursive: true });
    writeFileSync(join(given, name), content);
  }
  return { app, given, told };
}

async function looked({ app, given, told }: Setting): Promise<NonNullable<Intake['plan']>> {
  expect(await app.call('intake.drop', { path: given })).toMatchObject({ phase: 'looking', plan: null });
  await vi.waitFor(() => expect(told.at(-1)?.phase).toBe('ready'), { timeout: 30_000 });
  return (await app.call('intake.open', {})).plan!;
}

function whole(number: number): { number: number; without: string[] } {
  return { number, without: [] };
}

describe('the intake in the app', () => {
  it('looks at what was dropped, groups it anew, and makes a study of what is taken', async () => {
    const setting = await started();
    const { app } = setting;
    const plan = await looked(setting);
    expect(plan.cases.map(({ number, taken, films }) => [number, taken, films.length])).toEqual([
      [1, true, 2],
      [2, true, 3],
    ]);
    expect(plan.cases[0]?.films[0]?.url).toMatch(/^\/thumbnail\/[0-9a-f]{16}$/);
    expect(plan.cases[1]?.films[2]).toMatchObject({ url: null, problem: { code: 'dicom-no-image' } });
    expect((await app.call('intake.regroup', { unit: 'study' })).plan?.cases).toHaveLength(3);
    await app.call('intake.regroup', { unit: 'patient' });
    app.chosen = join(temporaryFolder(), 'study');
    // A case without its only film of the time is none.
    const [first] = plan.cases;
    const alone = first?.films.filter(({ prior }) => !prior).map(({ file }) => file) ?? [];
    const made = await app.call('intake.create', {
      draft: smallProtocol(),
      taken: [{ number: 1, without: alone }, whole(2)],
      mask: false,
    });
    expect(made).toMatchObject({ cases: 1, images: 2, drafts: 1, problems: [], study: { state: 'designing' } });
    expect(await app.call('studies.list', {})).toMatchObject([{ key: made?.study.key }]);
    expect((await app.call('intake.open', {})).phase).toBe('empty');
  });

  it('adds to a study that is being designed, until its lists are made', async () => {
    const setting = await started();
    const { app } = setting;
    const folder = await makeStudy();
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    const before = {
      cases: caseIds(await openStudy(folder)).length,
      drafts: (await readDrafts(await openStudy(folder))).length,
    };
    const plan = await looked(setting);
    const prior = plan.cases[0]?.films.find((film) => film.prior)?.file ?? '';
    const taken = [{ number: 1, without: [prior] }, whole(2)];
    const added = await app.call('intake.add', { study, taken, mask: false });
    expect(added).toMatchObject({ cases: 2, images: 3, drafts: 2 });
    const grown = await openStudy(folder);
    expect(caseIds(grown)).toHaveLength(before.cases + 2);
    expect(await readDrafts(grown)).toHaveLength(before.drafts + 2);
    expect(await checkParts(grown)).toEqual([]);
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    await looked(setting);
    await expect(app.call('intake.add', { study, taken: [whole(1)], mask: false })).rejects.toMatchObject({
      code: 'study-state',
    });
  });

  it('can be broken off, says what is wrong, and refuses a protocol with faults', async () => {
    const setting = await started();
    const { app, given, told } = setting;
    await app.call('intake.drop', { path: given });
    await expect(app.call('intake.drop', { path: given })).rejects.toMatchObject({ code: 'bad-input' });
    expect(await app.call('intake.cancel', {})).toMatchObject({ phase: 'empty', failure: null });
    app.chosen = join(given, 'nothing');
    await app.call('intake.choose', { what: 'folder' });
    await vi.waitFor(() => expect(told.at(-1)?.failure?.code).toBe('file-missing'));
    await looked(setting);
    const faulty = { ...templateProtocol('demo'), cases: null as never };
    await expect(app.call('intake.create', { draft: faulty, taken: [whole(1)], mask: false })).rejects.toMatchObject({
      code: 'bad-input',
    });
    app.chosen = null;
    expect(await app.call('intake.create', { draft: smallProtocol(), taken: [whole(1)], mask: false })).toBeNull();
    expect(await app.call('intake.leave', {})).toMatchObject({ phase: 'empty', plan: null });
  });

  it('is gone when a reader signs in, and nobody can ask for it then', async () => {
    const setting = await started();
    const { app, given } = setting;
    const folder = await makeStudy();
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    const [first] = await openForReaders(folder, 1);
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    await looked(setting);
    const reader = await TestReader.signIn(app, { study, code: 'R1', pin: first?.pin ?? '' });
    await expect(app.call('intake.open', {})).rejects.toMatchObject({ code: 'reader-signed-in' });
    await expect(app.call('intake.drop', { path: given })).rejects.toMatchObject({ code: 'reader-signed-in' });
    await reader.signOut();
    expect(await app.call('intake.open', {})).toMatchObject({ phase: 'empty', plan: null });
  });
});
