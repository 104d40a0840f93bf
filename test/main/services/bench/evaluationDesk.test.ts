import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Evaluation } from '#core/ipc/evaluation.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { runCommandLine } from '#main/commands/program.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { startTestApp, type TestApp } from '../window.ts';

const films = join(temporaryFolder(), 'bench');

beforeAll(async () => {
  const words = ['bench', 'phantom', '--seed', '2', '--out', films, '--items', '2', '--size', '64'];
  const silent = { out: () => {}, err: () => {}, isTerminal: false, now: () => 0 };
  expect(await runCommandLine(words, silent)).toBe(0);
}, 60_000);

/** An app that tells when a run has ended. */
function evaluator(userData = temporaryFolder()): { app: TestApp; ended: () => Promise<Evaluation> } {
  let finish = (_: Evaluation): void => {};
  const app = startTestApp(
    userData,
    {},
    {
      start: () => {
        throw new Error('this test runs no model');
      },
      tell(signal, state) {
        const run = state as Evaluation;
        if (signal === 'evaluation' && run.phase !== 'running') finish(run);
      },
    },
  );
  return { app, ended: () => new Promise((resolve) => (finish = resolve)) };
}

const order = { model: 'majority', wording: 'official', most: null } as const;

it('runs a benchmark, scores it, compares groups, shows the worst answers with their films, saves tables', async () => {
  const { app, ended } = evaluator();
  app.chosen = join(films, 'data.json');
  const bench = await app.call('evaluation.choose', {});
  expect(bench).toMatchObject({
    name: 'bench',
    lists: expect.arrayContaining([{ task: 'View Classification', items: 2 }]),
  });
  expect(bench?.lists).toHaveLength(10);
  const end = ended();
  const begun = await app.call('evaluation.start', { ...order, bench: bench?.key ?? '' });
  expect(begun).toMatchObject({ phase: 'running', bench: 'bench', model: 'majority', done: 0, total: 20 });
  expect(await end).toMatchObject({ phase: 'done', done: 20, failure: null });

  const run = begun.key;
  expect(await app.call('evaluation.list', {})).toMatchObject([{ key: run, phase: 'done' }]);
  const results = await app.call('evaluation.results', { run });
  expect(results.tasks).toHaveLength(10);
  expect(results.attributes).toEqual(expect.arrayContaining(['sex', 'age', 'view']));
  expect(results.rows.every(({ value }) => value >= 0)).toBe(true);
  const groups = await app.call('evaluation.groups', {
    run,
    task: 'Binary Disease Classification',
    by: ['sex', 'age'],
    finding: null,
  });
  expect(groups.map(({ attributes }) => attributes)).toEqual([['sex'], ['age'], ['sex', 'age']]);
  // Two patients are too few for a group, and that is said.
  expect(groups[0]?.tooSmall.reduce((sum, { patients }) => sum + patients, 0)).toBe(2);
  const worst = await app.call('evaluation.worst', { run, task: 'Findings Generation' });
  const values = worst.answers.map(({ value }) => value);
  expect(values).toEqual(values.toSorted((one, other) => one - other));
  const [first] = await app.call('evaluation.films', { run, task: 'Findings Generation', index: 0 });
  expect(first?.name).toMatch(/^phantom-test-2-\d+-frontal\.png$/);
  const bytes = app.evaluator.filmBytes(first?.key ?? '');
  expect(parseDicom(bytes ?? new Uint8Array(), 'film')).toBeTruthy();
  expect(app.evaluator.filmBytes('0000000000000000')).toBe(null);
  await app.call('evaluation.save', { run });
  const [tables = ''] = app.shown;
  expect(readFileSync(join(tables, 'answers.csv'), 'utf8').trim().split('\n').length).toBeGreaterThanOrEqual(21);
  expect(existsSync(join(tables, 'scores.csv'))).toBe(true);
});

it('is still there in the next start, and takes own cases', async () => {
  const userData = temporaryFolder();
  const { app, ended } = evaluator(userData);
  const cases = join(films, 'cases.csv');
  const film = readFileSync(join(films, 'data.json'), 'utf8').match(/films\/[^"|]+\.png/)?.[0] ?? '';
  writeFileSync(cases, `case,file,reference,sex\na,${film},Clear lungs.,female\nb,${film},Cardiomegaly.,male\n`);
  app.chosen = cases;
  const bench = await app.call('evaluation.choose', {});
  expect(bench).toMatchObject({ name: 'cases.csv', lists: [{ task: 'Findings Generation', items: 2 }] });
  const end = ended();
  await app.call('evaluation.start', { ...order, model: 'random', bench: bench?.key ?? '' });
  await end;
  const [again] = await evaluator(userData).app.call('evaluation.list', {});
  expect(again).toMatchObject({ bench: 'cases.csv', model: 'random', phase: 'done', done: 2, total: 2 });
});

it('says why it stopped, and refuses what nobody chose', async () => {
  const { app, ended } = evaluator();
  const lost = join(temporaryFolder(), 'data.json');
  writeFileSync(lost, readFileSync(join(films, 'data.json')));
  app.chosen = lost;
  const bench = await app.call('evaluation.choose', {});
  const end = ended();
  await app.call('evaluation.start', { ...order, bench: bench?.key ?? '' });
  expect(await end).toMatchObject({ phase: 'failed', failure: { code: 'bench-images' } });
  const unknown = app.call('evaluation.start', { ...order, bench: '0123456789abcdef' });
  await expect(unknown).rejects.toMatchObject({ code: 'bad-input' });
});
