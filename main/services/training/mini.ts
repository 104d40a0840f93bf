import { join } from 'node:path';
import type { PatientProgress } from '#main/services/progress.ts';
import { miniMaterials, miniPatients, miniVocabulary } from '#models/training/mini.ts';
import type { StageName } from '#models/training/stages/stage.ts';
import type { OpenGraph } from '#models/training/step.ts';
import { freshState, lossOf, train, type StepReport } from '#models/training/train.ts';
import { openFilms, renderFilms } from './films.ts';
import { draftSamples, readSamples } from './samples.ts';
import { logStep, readPlan, readState, RUN_FILES, saveState, writeSnapshot } from './runFolder.ts';

export interface TrainingService {
  readonly open: (graph: Uint8Array) => Promise<OpenGraph>;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** May throw, to stop; training goes on later from where it stood. */
  readonly progress: PatientProgress;
}

/** Films are rendered in so many parts, by as many processes as the machine has for it. */
export const FILM_PARTS = 4;

/** Renders one part of the films that the run's plan needs. */
export async function renderPart(folder: string, part: number, progress: PatientProgress): Promise<void> {
  const plan = await readPlan(folder);
  const share = { folder: join(folder, RUN_FILES.films), size: plan.sizes.imageSize, part, parts: FILM_PARTS };
  let total = 0;
  for (const { films } of miniPatients(plan)) total += films.length;
  await renderFilms(miniPatients(plan), share, (done) => progress('films rendered', done, total));
}

const SAVE_EVERY_MS = 60_000;

/** Trains what is left of the run's plan, and writes the snapshot when all stages are done. */
export async function trainMini(folder: string, { open, now, progress }: TrainingService): Promise<void> {
  const plan = await readPlan(folder);
  await progress('preparing', 0, 1);
  const vocabulary = miniVocabulary(plan);
  const store = await openFilms(join(folder, RUN_FILES.films), plan.sizes.imageSize, FILM_PARTS);
  const materials = miniMaterials(plan, vocabulary, store);
  const state = (await readState(folder)) ?? freshState(materials, plan);
  const stages = plan.stages.map(({ stage }) => stage);
  let stepBegan = now();
  let saved = now();

  async function onStep(report: StepReport): Promise<void> {
    const time = now();
    await logStep(folder, report, (time - stepBegan) / 1000);
    const loss = lossOf(report).toFixed(3);
    const what = `stage ${stages.indexOf(report.stage)} (${report.stage}), loss ${loss}, steps`;
    if (time - saved > SAVE_EVERY_MS) {
      await saveState(folder, state);
      saved = time;
    }
    await progress(what, report.step, report.steps);
    stepBegan = now();
  }
  async function onStage(stage: StageName): Promise<void> {
    const snapshot = { architecture: materials.architecture, parameters: state.parameters, vocabulary };
    await draftSamples(folder, stage, snapshot, { open, progress });
    await saveState(folder, state);
    stepBegan = now();
  }
  try {
    const ended = stages[state.stage - 1];
    const sampled = (await readSamples(folder)).map(({ stage }) => stage);
    // Broken off between the last step of a stage and its drafts.
    if (ended && state.step === 0 && !sampled.includes(ended)) await onStage(ended);
    await train(materials, plan, state, { open, onStep, onStage });
  } catch (thrown) {
    // Between two steps: what was done so far is whole.
    await saveState(folder, state);
    throw thrown;
  }
  await writeSnapshot(folder, materials.architecture, state.parameters, vocabulary);
}
