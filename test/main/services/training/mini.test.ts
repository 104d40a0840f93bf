import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { FILM_PARTS, renderPart, trainMini } from '#main/services/training/mini.ts';
import { readLog, RUN_FILES, settlePlan } from '#main/services/training/runFolder.ts';
import { usualPlan, type MiniPlan } from '#models/training/mini.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const plan: MiniPlan = {
  ...usualPlan(3),
  patients: 8,
  merges: 300,
  sizes: { width: 16, towerLayers: 1, decoderLayers: 1, heads: 2, imageSize: 32, patch: 16, bridge: 16 },
  stages: (['vision', 'everything'] as const).map((stage) => ({
    stage,
    schedule: { peak: 1e-3, floor: 0.1, steps: 2, warmUp: 1 },
  })),
};

async function run(name: string, stopAfter = Infinity): Promise<string> {
  let steps = 0;
  return trainMini(join(folder, name), {
    open: (graph) => openSession(graph, 'cpu', 1),
    now: () => 0,
    progress: (what) => {
      if (what.startsWith('stage') && ++steps >= stopAfter) throw new Failure('cancelled');
    },
  }).then(
    () => 'done',
    (thrown: unknown) => (thrown instanceof Failure ? thrown.code : String(thrown)),
  );
}

test('a run that is broken off twice ends with the bits of one that was not, and logs each step once', async () => {
  const films = join(folder, 'whole', RUN_FILES.films);
  await settlePlan(join(folder, 'whole'), plan);
  for (let part = 0; part < FILM_PARTS; part++) await renderPart(join(folder, 'whole'), part, () => {});
  expect(await run('whole')).toBe('done');

  mkdirSync(join(folder, 'broken'));
  symlinkSync(films, join(folder, 'broken', RUN_FILES.films));
  await settlePlan(join(folder, 'broken'), plan);
  expect(await run('broken', 1)).toBe('cancelled');
  expect(await run('broken', 2)).toBe('cancelled');
  expect(await run('broken')).toBe('done');

  for (const file of [RUN_FILES.state, join(RUN_FILES.checkpoint, 'model.safetensors')]) {
    expect(readFileSync(join(folder, 'broken', file)).equals(readFileSync(join(folder, 'whole', file))), file).toBe(
      true,
    );
  }
  expect(await readLog(join(folder, 'broken'))).toEqual(await readLog(join(folder, 'whole')));
});

test('a plan that was begun stays, whatever is asked for later', async () => {
  expect(await settlePlan(join(folder, 'whole'), usualPlan(9))).toEqual(plan);
});
