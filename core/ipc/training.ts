import { z } from 'zod';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { failure } from './common.ts';

export const trainingStage = z.enum(STAGE_NAMES);
export type TrainingStageName = z.infer<typeof trainingStage>;

export const trainedPart = z.enum(['tower', 'bridge', 'decoder']);
export type TrainedPart = z.infer<typeof trainedPart>;

export const runKey = z.string().regex(/^(brief|mini)-seed-\d{1,9}(-\d+)?$/);
/** `brief` shows all stages in about a minute; `mini` is how the small model is trained. */
export const trainingPreset = z.enum(['brief', 'mini']);
export type TrainingPreset = z.infer<typeof trainingPreset>;

const part = z.object({ right: z.number(), count: z.number() });
/** Figures of a finished run on phantoms that it has not seen. */
export const trainingEvaluation = z.object({
  patients: z.int(),
  micro: z.object({ f1: z.number() }),
  findings: z.array(
    z.object({ name: z.string(), hits: z.number(), extra: z.number(), missed: z.number(), f1: z.number() }),
  ),
  view: part,
  yesNo: part.extend({ majority: z.number() }),
  boxes: z.object({ items: z.number(), meanOverlap: z.number() }),
});
export type TrainingEvaluation = z.infer<typeof trainingEvaluation>;

export const trainingRun = z.object({
  run: runKey,
  preset: trainingPreset,
  seed: z.int(),
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['running', 'paused', 'failed', 'done']),
  /** What is being done, while it runs. */
  work: z
    .object({
      part: z.enum(['films', 'preparing', 'stages', 'samples', 'convert', 'evaluate']),
      done: z.number(),
      total: z.number(),
    })
    .nullable(),
  stages: z.array(
    z.object({
      stage: trainingStage,
      steps: z.int(),
      done: z.int(),
      /** Loss over the steps done; each point is the mean of as many steps. */
      losses: z.array(z.number()),
      /** Learning rate of the last step. */
      rate: z.number().nullable(),
      /** Seconds a step. */
      pace: z.number().nullable(),
    }),
  ),
  /** Seconds until the last step; null while nothing is known. */
  remaining: z.number().nullable(),
  /** What the model wrote about the sample phantoms after each stage done. */
  samples: z.array(z.object({ stage: trainingStage, texts: z.array(z.string()) })),
  evaluation: trainingEvaluation.nullable(),
  failure: failure.nullable(),
  /** Whether the models have it. */
  installed: z.boolean(),
});
export type TrainingRun = z.infer<typeof trainingRun>;
