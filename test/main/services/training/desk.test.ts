import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { TrainingRun } from '#core/ipc/training.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { settlePlan } from '#main/services/training/runFolder.ts';
import { briefPlan } from '#models/training/brief.ts';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { startTestApp } from '../window.ts';

const RUN = 'brief-seed-3';
const STEPS = 1;
let start: StartRuntime;

beforeAll(async () => {
  start = starter(await buildRuntime());
}, 60_000);

/** A run planned with few steps. */
async function planned(userData: string): Promise<string> {
  const folder = join(userData, 'training', RUN);
  const plan = briefPlan(3);
  const stages = plan.stages.map(({ stage, schedule }) => ({ stage, schedule: { ...schedule, steps: STEPS } }));
  await settlePlan(folder, { ...plan, patients: 8, stages });
  return folder;
}

it('pauses with the last step kept, goes on in the next start, drafts after each stage, hands its model over', async () => {
  const userData = temporaryFolder();
  const folder = await planned(userData);
  const first = startTestApp(userData, {}, { start });
  expect((await first.call('training.list', {})).runs).toMatchObject([{ run: RUN, seed: 3, phase: 'paused' }]);
  expect(await first.call('training.resume', { run: RUN })).toMatchObject({ phase: 'running', samples: [] });
  await expect(first.call('training.start', { preset: 'brief', seed: 4 })).rejects.toMatchObject({ code: 'bad-input' });
  const paused = await first.call('training.pause', { run: RUN });
  expect(paused).toMatchObject({ phase: 'paused', work: null, failure: null, evaluation: null });

  let finish = (_: TrainingRun): void => {};
  const done = new Promise<TrainingRun>((resolve) => (finish = resolve));
  const second = startTestApp(
    userData,
    {},
    {
      start,
      tell(signal, state) {
        const run = state as TrainingRun;
        if (signal === 'training' && run.phase !== 'running') finish(run);
      },
    },
  );
  await second.call('training.resume', { run: RUN });
  const last = await done;
  expect(last).toMatchObject({ phase: 'done', failure: null, remaining: 0, installed: false });
  expect(last.stages.map(({ stage, done: steps }) => [stage, steps])).toEqual(STAGE_NAMES.map((name) => [name, STEPS]));
  expect(last.samples.map(({ stage, texts }) => [stage, texts.length])).toEqual(STAGE_NAMES.map((name) => [name, 3]));
  expect(last.evaluation?.view.count).toBeGreaterThan(0);
  expect(readFileSync(join(folder, 'card.md'), 'utf8')).toContain('synthetic phantoms only');

  expect(await second.call('training.install', { run: RUN })).toMatchObject({ installed: true });
  expect(await second.call('models.list', {})).toMatchObject([{ card: { name: RUN, quantisation: 'int8' } }]);
  await expect(second.call('training.install', { run: RUN })).rejects.toMatchObject({ code: 'file-exists' });
}, 120_000);

it('shows phantoms that no run trains on, with what a reader would have written', async () => {
  const app = startTestApp(temporaryFolder(), {}, { start });
  const phantoms = await app.call('training.phantoms', {});
  expect(phantoms.map(({ truth }) => truth)).toMatchObject([
    expect.stringMatching(/lungs are clear/),
    expect.stringMatching(/large pleural effusion is seen on the left/),
    expect.stringMatching(/pneumothorax/),
  ]);
  for (const { picture } of phantoms) expect(picture).toMatch(/^data:image\/png;base64,iVBOR/);
});
