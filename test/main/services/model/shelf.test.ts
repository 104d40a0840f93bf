import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createModelShelf, type ModelShelf } from '#main/services/model/shelf.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { writeSmall } from '#test/tools/smallModel.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';

let start: StartRuntime;
let model: string;

beforeAll(async () => {
  start = starter(await buildRuntime());
  model = await smallModelFolder(temporaryFolder(), 'int8');
}, 60_000);

function shelfIn(userData: string, tell: Parameters<typeof createModelShelf>[0]['tell'] = () => {}): ModelShelf {
  return createModelShelf({ userData, shipped: [], start, version: '0.0.0-test', now: () => 1_800_000_000_000, tell });
}

it('lists a model that was added, in the next start as well, until it is taken off; its files stay', async () => {
  const userData = temporaryFolder();
  const added = await shelfIn(userData).add(model, 'int8');
  expect(added).toMatchObject({ added: true, problem: null, card: { name: 'small-int8', quantisation: 'int8' } });
  await shelfIn(userData).add(model, 'int8');
  expect(await shelfIn(userData).rows()).toEqual([added]);
  await shelfIn(userData).remove(added.key);
  expect(await shelfIn(userData).rows()).toEqual([]);
  expect(existsSync(join(model, 'model.json'))).toBe(true);
});

it('remembers how a check ended, until the model is another', async () => {
  const userData = temporaryFolder();
  const folder = join(userData, 'models', 'own');
  cpSync(model, folder, { recursive: true });
  const [row] = await shelfIn(userData).rows();
  const key = row?.key ?? '';
  expect(await shelfIn(userData).check(key)).toMatchObject({ added: false, check: { failure: null } });
  const merges = join(folder, 'merges.txt');
  writeFileSync(merges, readFileSync(merges, 'utf8').replace(/./, 'x'));
  expect(await shelfIn(userData).check(key)).toMatchObject({ check: { failure: { code: 'model-damaged' } } });
  expect(await shelfIn(userData).rows()).toMatchObject([{ check: { failure: { code: 'model-damaged' } } }]);
  const manifest = join(folder, 'model.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"name": "small-int8"', '"name": "another"'));
  expect(await shelfIn(userData).rows()).toMatchObject([{ card: { name: 'another' }, check: null }]);
});

it('converts a checkpoint, telling how far it is; one that is cancelled leaves nothing', async () => {
  const userData = temporaryFolder();
  const { checkpoint } = writeSmall(temporaryFolder());
  const steps = new Set<string>();
  const row = await shelfIn(userData, ({ step }) => steps.add(step)).add(checkpoint, 'int4');
  expect(row.card).toMatchObject({ name: 'checkpoint-int4', quantisation: 'int4' });
  expect([...steps].sort()).toEqual(['convert', 'hash', 'probe']);
  const shelf: ModelShelf = shelfIn(userData, () => shelf.cancel());
  await expect(shelf.add(checkpoint, 'int8')).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(join(userData, 'models'))).toEqual(['checkpoint-int4']);
});

it('says what is wrong with a folder', async () => {
  const userData = temporaryFolder();
  await expect(shelfIn(userData).add(temporaryFolder(), 'int8')).rejects.toMatchObject({ code: 'checkpoint-missing' });
  mkdirSync(join(userData, 'models', 'broken'), { recursive: true });
  writeFileSync(join(userData, 'models', 'broken', 'model.json'), '{');
  expect(await shelfIn(userData).rows()).toMatchObject([{ card: null, problem: { code: 'model-damaged' } }]);
  await expect(shelfIn(userData).check('0123456789abcdef')).rejects.toMatchObject({ code: 'model-missing' });
});

it('remembers a benchmark with its date, until the model is another', async () => {
  const userData = temporaryFolder();
  const folder = join(userData, 'models', 'own');
  cpSync(model, folder, { recursive: true });
  const steps: string[] = [];
  const shelf = shelfIn(userData, ({ step, done, total }) => steps.push(`${step} ${done}/${total}`));
  const key = (await shelf.rows())[0]?.key ?? '';
  const { bench } = await shelf.bench(key);
  expect(bench).toMatchObject({ time: 1_800_000_000_000, provider: 'cpu', draftTokens: 150 });
  for (const figure of ['tokenRate', 'promptRate', 'image', 'draft', 'memory'] as const) {
    expect(bench?.[figure]).toBeGreaterThan(0);
  }
  // One image, one prompt, 24 tokens.
  expect(steps).toEqual(['load 0/1', ...Array.from({ length: 26 }, (_, index) => `bench ${index + 1}/26`)]);
  expect((await shelfIn(userData).rows())[0]?.bench).toEqual(bench);
  const manifest = join(folder, 'model.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"name": "small-int8"', '"name": "another"'));
  expect((await shelfIn(userData).rows())[0]?.bench).toBeNull();
}, 60_000);

it('runs a model where a person wants it, also in the next start, and tries nothing out for that', async () => {
  const userData = temporaryFolder();
  cpSync(model, join(userData, 'models', 'own'), { recursive: true });
  const idle = createModelShelf({
    ...{ userData, shipped: [], version: '0.0.0-test', now: () => 0, tell: () => {} },
    start: () => {
      throw new Error('nothing is to be started');
    },
  });
  const key = (await idle.rows())[0]?.key ?? '';
  await idle.useProvider(key, 'webgpu');
  expect(await idle.provider(key)).toBe('webgpu');
  const shelf = shelfIn(userData);
  expect(await shelf.provider(key)).toBe('webgpu');
  expect(await shelf.trials(key)).toMatchObject({ provider: 'webgpu', byHand: true });
  await shelf.useProvider(key, null);
  expect(await shelf.trials(key)).toMatchObject({ provider: 'cpu', byHand: false });
}, 60_000);
