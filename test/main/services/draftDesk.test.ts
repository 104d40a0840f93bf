import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy } from '#main/services/createStudy.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { film } from './films.ts';
import { CREATED, makeStudy, smallProtocol } from './study.ts';
import { startTestApp, TestReader, type TestApp } from './window.ts';

const TASK = 'findings-generation';
let start: StartRuntime;
let model: string;

beforeAll(async () => {
  start = starter(await buildRuntime());
  model = await smallModelFolder(temporaryFolder(), 'int8');
}, 60_000);

/** A study of four cases without a model's drafts. */
async function undrafted(): Promise<string> {
  const folder = join(temporaryFolder(), 'study');
  const cases = await Promise.all(
    [0, 1, 2, 3].map(async (number) => ({
      indication: `Cough ${number}`,
      images: [
        {
          file: 'film.dcm',
          bytes: await film(number, {}, { rows: 96, columns: 64 }),
          view: 'PA' as const,
          prior: false,
        },
      ],
      drafts: [],
    })),
  );
  const codecs = await loadCodecs();
  const source = { total: cases.length, cases };
  const given = { protocol: smallProtocol(), source, codecs, random: seededRandom(3), created: CREATED };
  await createStudy(folder, { ...given, progress: () => {} });
  return folder;
}

/** An app that knows the model and the study; `onTold` hears every state that the window is told. */
async function appWith(folder: string, onTold: (app: TestApp, state: { finished: number }) => void = () => {}) {
  const userData = temporaryFolder();
  cpSync(model, join(userData, 'models', 'small'), { recursive: true });
  const begin = (): TestApp => {
    const tell = (_signal: string, state: unknown): void => onTold(app, state as { finished: number });
    const app: TestApp = startTestApp(userData, {}, { start, tell });
    onTestFinished(() => app.room.close());
    return app;
  };
  const app = begin();
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const [row] = await app.call('models.list', {});
  return { app, begin, study, model: row?.key ?? '' };
}

async function phaseOf(app: TestApp, study: string, ...phases: string[]) {
  for (;;) {
    const state = await app.call('drafting.open', { study });
    if (phases.includes(state.phase)) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function drafted(folder: string): { case: string; text: string }[] {
  return (JSON.parse(readFileSync(join(folder, 'drafts.json'), 'utf8')) as { drafts: { case: string; text: string }[] })
    .drafts;
}

it('pauses, and goes on in the next start with the same model and without doing anything twice', async () => {
  const folder = await undrafted();
  const pauses: Promise<unknown>[] = [];
  const first = await appWith(folder, (app, { finished }) => {
    if (finished === 1 && pauses.length === 0) pauses.push(app.call('drafting.pause', { study: first.study }));
  });
  const { study } = first;
  expect(await first.app.call('drafting.open', { study })).toMatchObject({ phase: 'idle', model: null, finished: 0 });
  await first.app.call('drafting.start', { study, model: first.model, task: TASK });
  expect(await phaseOf(first.app, study, 'paused', 'done', 'failed')).toMatchObject({ phase: 'paused', failure: null });
  await Promise.all(pauses);
  const before = drafted(folder);
  const next = first.begin();
  const left = await next.call('drafting.open', { study });
  expect(left).toMatchObject({ phase: 'paused', model: first.model, task: TASK, finished: before.length, total: 4 });
  await next.call('drafting.start', { study, model: left.model ?? '', task: left.task });
  const end = await phaseOf(next, study, 'paused', 'done', 'failed');
  expect(end).toMatchObject({ phase: 'done', finished: 4, failed: [], failure: null });
  expect(end.rate).toBeGreaterThan(0);
  expect(end.draft?.made).toMatchObject({ provider: 'cpu', notes: [] });
  expect(drafted(folder)).toHaveLength(4);
  expect(drafted(folder).slice(0, before.length)).toEqual(before);
}, 60_000);

it('rests as soon as a reader signs in', async () => {
  const folder = await undrafted();
  const { app, study, model: key } = await appWith(folder);
  const readable = await makeStudy();
  await allocateStudy(readable, 7, identityFileOf(readable), CREATED);
  const [credential] = await openForReaders(readable, 1);
  app.chosen = readable;
  const other = (await app.call('studies.add', {}))?.key ?? '';
  await app.call('drafting.start', { study, model: key, task: TASK });
  await TestReader.signIn(app, { study: other, code: 'R1', pin: credential?.pin ?? '' });
  expect(await app.call('drafting.open', { study })).toMatchObject({ phase: 'paused', failure: null });
}, 60_000);

it('says why a study can not be drafted, and forgets the model when it is cancelled', async () => {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const { app, study, model: key } = await appWith(folder);
  await expect(app.call('drafting.open', { study })).rejects.toMatchObject({ code: 'study-state' });
  const other = await undrafted();
  app.chosen = other;
  const second = (await app.call('studies.add', {}))?.key ?? '';
  const missing = { study: second, model: '0123456789abcdef', task: TASK } as const;
  await expect(app.call('drafting.start', missing)).rejects.toMatchObject({ code: 'model-missing' });
  await app.call('drafting.start', { ...missing, model: key });
  expect(await app.call('drafting.cancel', { study: second })).toMatchObject({ phase: 'idle', model: null });
}, 60_000);
