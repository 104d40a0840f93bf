import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { trainingEvaluation, type TrainingPreset, type TrainingRun } from '#core/ipc/training.ts';
import { readJson } from '#main/services/files.ts';
import { secondsLeft, stageProgress } from '#models/training/runProgress.ts';
import { readLog, readPlan, RUN_FILES } from './runFolder.ts';
import { readSamples } from './samples.ts';

/** A run as its folder tells; what is being done, and whether it fails, only who runs it knows. */
export type RunOnDisk = Omit<TrainingRun, 'phase' | 'work' | 'failure' | 'installed'>;

export async function viewRun(folder: string, run: string): Promise<RunOnDisk> {
  const plan = await readPlan(folder);
  const stages = stageProgress(plan, await readLog(folder));
  const evaluation = isFinished(folder)
    ? (await readJson(join(folder, RUN_FILES.evaluation), z.array(trainingEvaluation))).at(-1)
    : null;
  return {
    run,
    preset: presetOf(run),
    seed: plan.seed,
    stages: stages.map((stage) => ({ ...stage, losses: [...stage.losses] })),
    remaining: secondsLeft(stages),
    samples: await readSamples(folder),
    evaluation: evaluation ?? null,
  };
}

/** The card is written last. */
export function isFinished(folder: string): boolean {
  return existsSync(join(folder, RUN_FILES.card));
}

export function presetOf(run: string): TrainingPreset {
  return run.startsWith('mini') ? 'mini' : 'brief';
}

/** Names of the runs in a folder that have a plan; a folder that isn't there holds none. */
export async function runsIn(place: string): Promise<string[]> {
  const entries = await readdir(place).catch(() => []);
  return entries.filter((name) => existsSync(join(place, name, RUN_FILES.plan)));
}
