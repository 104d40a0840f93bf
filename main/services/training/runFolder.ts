import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hashBytes, jsonText, onFile, readJson, writeNew, writeWhole } from '#main/services/files.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import { checkpointFiles, towerFiles, type Files } from '#models/training/checkpointFiles.ts';
import { miniPlan, type MiniPlan } from '#models/training/mini.ts';
import type { Parameters } from '#models/training/network/parameters.ts';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { decodeState, encodeState } from '#models/training/state.ts';
import type { StepReport, TrainingState } from '#models/training/train.ts';
import type { TrainedVocabulary } from '#models/training/vocabulary.ts';

/** Where a run keeps everything. */
export const RUN_FILES = {
  plan: 'plan.json',
  films: 'films',
  state: 'state.safetensors',
  log: 'log.jsonl',
  samples: 'samples.jsonl',
  sampling: 'sampling',
  checkpoint: 'checkpoint',
  tower: 'tower',
  model: 'chexstudy-mini',
  card: 'card.md',
  curves: 'curves.svg',
  evaluation: 'evaluation.json',
  /** The model before its weights were made eight bits, while it is compared. */
  exactModel: 'chexstudy-mini-fp32',
  speed: 'speed.json',
} as const;

/** The plan of a run that was begun, else the one given, written down. Throws study-damaged when it can't be read. */
export async function settlePlan(folder: string, plan: MiniPlan): Promise<MiniPlan> {
  const file = join(folder, RUN_FILES.plan);
  await onFile(folder, () => mkdir(folder, { recursive: true }));
  const there = await exists(file);
  if (there) return readPlan(folder);
  await writeNew(file, jsonText(plan));
  return plan;
}

export function readPlan(folder: string): Promise<MiniPlan> {
  return readJson(join(folder, RUN_FILES.plan), miniPlan);
}

export async function readState(folder: string): Promise<TrainingState | null> {
  const file = join(folder, RUN_FILES.state);
  if (!(await exists(file))) return null;
  return decodeState(await onFile(file, () => readFile(file)));
}

export async function saveState(folder: string, state: TrainingState): Promise<void> {
  await writeWhole(join(folder, RUN_FILES.state), encodeState(state));
}

/** One line of the live log. */
export async function logStep(folder: string, report: StepReport, seconds: number): Promise<void> {
  const file = join(folder, RUN_FILES.log);
  await onFile(file, () => appendFile(file, `${JSON.stringify({ ...report, seconds: Number(seconds.toFixed(3)) })}\n`));
}

const loggedStep = z.object({
  stage: z.enum(STAGE_NAMES),
  step: z.number(),
  losses: z.record(z.string(), z.number()),
  rate: z.number(),
  seconds: z.number(),
});
export type LoggedStep = z.infer<typeof loggedStep>;

/**
 * Every step by the log, each once: steps after the last save of a run that was broken off were done again, and the
 * later line counts. A last line that is half written is left out.
 */
export async function readLog(folder: string): Promise<LoggedStep[]> {
  const file = join(folder, RUN_FILES.log);
  if (!(await exists(file))) return [];
  const lines = (await onFile(file, () => readFile(file, 'utf8'))).split('\n').slice(0, -1);
  const steps = new Map<string, LoggedStep>();
  for (const line of lines) {
    const step = loggedStep.parse(JSON.parse(line));
    steps.set(`${step.stage} ${step.step}`, step);
  }
  return [...steps.values()];
}

/** Writes the snapshot in the official layout and the tower's beside it, in place of earlier ones. */
export async function writeSnapshot(
  folder: string,
  architecture: Architecture,
  parameters: Parameters,
  vocabulary: TrainedVocabulary,
): Promise<Record<string, string>> {
  const hashes = await writeFiles(
    join(folder, RUN_FILES.checkpoint),
    checkpointFiles(architecture, parameters, vocabulary.files),
  );
  await writeFiles(join(folder, RUN_FILES.tower), towerFiles(architecture));
  return hashes;
}

async function writeFiles(folder: string, files: Files): Promise<Record<string, string>> {
  await onFile(folder, () => rm(folder, { recursive: true, force: true }));
  await onFile(folder, () => mkdir(folder, { recursive: true }));
  const hashes: Record<string, string> = {};
  for (const [name, content] of files) {
    await writeNew(join(folder, name), content);
    hashes[name] = hashBytes(content);
  }
  return hashes;
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
