import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { folderModel } from '#main/services/bench/models.ts';
import { writePhantomBench } from '#main/services/bench/phantomFolder.ts';
import { runBench } from '#main/services/bench/run.ts';
import { createDrafter } from '#main/services/model/drafter.ts';
import { filmPicture } from '#main/services/model/films.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const place = temporaryFolder();
const films = join(place, 'films');
const model = await smallModelFolder(place, 'int8');
const start = starter(await buildRuntime());

beforeAll(() => writePhantomBench({ out: films, seed: 6, items: 1, size: 64 }, () => {}), 60_000);

/** A run of all ten lists by a small model, in a process of its own. */
async function run(name: string, progress: PatientProgress): Promise<BenchRecord[]> {
  const drafter = await createDrafter(start, { folder: model, provider: 'cpu', threads: 1, program: 'test' });
  const out = join(place, name);
  const order = {
    data: join(films, 'data.json'),
    images: films,
    out,
    wording: 'wrapper',
    tasks: benchTasks,
    most: null,
  } as const;
  return runBench(order, folderModel(drafter, 8, { folder: films, readOther: filmPicture }), progress);
}

it('a model folder answers all ten lists; broken off and gone on with, it says the same', async () => {
  const whole = await run('whole', () => {});
  expect(whole.map(({ task }) => task)).toEqual(benchTasks);
  expect(whole.every(({ said, failure }) => said !== '' && failure === null)).toBe(true);
  const broken = run('broken', (_what, done) => {
    if (done === 4) throw new Error('broken off');
  });
  await expect(broken).rejects.toThrow(/broken off/);
  await run('broken', () => {});
  for (const name of ['records.jsonl', 'run.json']) {
    expect(readFileSync(join(place, 'broken', name)), name).toEqual(readFileSync(join(place, 'whole', name)));
  }
}, 60_000);
