import { z } from 'zod';
import { axisNames } from '#models/chexbench/axes.ts';
import { measureNames } from '#models/chexbench/fairness/measures.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { failure } from './common.ts';
import { modelKey } from './models.ts';

export const benchTask = z.enum(benchTasks);
export type BenchTask = z.infer<typeof benchTask>;

export const benchKey = z.string().regex(/^[0-9a-f]{16}$/);
/** A benchmark, or a table of own cases, that was chosen from the disk. */
export const chosenBench = z.object({
  key: benchKey,
  /** Of its file, for the person who chose it. */
  name: z.string(),
  lists: z.array(z.object({ task: benchTask, items: z.int() })),
});
export type ChosenBench = z.infer<typeof chosenBench>;

/** A model, or what a model has to beat. */
export const evaluatedModel = z.union([modelKey, z.enum(['random', 'majority'])]);

export const evaluation = z.object({
  key: benchKey,
  bench: z.string(),
  model: z.string(),
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['running', 'paused', 'failed', 'done']),
  /** The list in work. */
  task: benchTask.nullable(),
  done: z.int(),
  total: z.int(),
  /** Seconds to the end; null while nothing is known. */
  remaining: z.number().nullable(),
  failure: failure.nullable(),
});
export type Evaluation = z.infer<typeof evaluation>;

const bounds = z.object({ low: z.number(), high: z.number() });
const measureName = z.enum(measureNames);
export const evaluationResults = z.object({
  rows: z
    .array(
      z.object({
        axis: z.enum(axisNames),
        task: benchTask,
        source: z.string(),
        slice: z.string().nullable(),
        metric: z.string(),
        items: z.int(),
        unparsed: z.int(),
        value: z.number(),
        /** Null where the items are too few to be drawn from. */
        interval: bounds.nullable(),
        published: z.array(z.object({ model: z.string(), value: z.number() })).readonly(),
      }),
    )
    .readonly(),
  failed: z.object({ count: z.int(), first: z.string().nullable() }),
  tasks: z.array(benchTask).readonly(),
  /** What the yes or no questions ask for. */
  findings: z.array(z.string()).readonly(),
  attributes: z.array(z.string()).readonly(),
});
export type EvaluationResults = z.infer<typeof evaluationResults>;

export const patientGroups = z.object({
  attributes: z.array(z.string()).readonly(),
  groups: z
    .array(
      z.object({
        group: z.string(),
        patients: z.int(),
        measures: z.object({
          accuracy: z.number().nullable(),
          f1: z.number().nullable(),
          sensitivity: z.number().nullable(),
          specificity: z.number().nullable(),
          prevalence: z.number().nullable(),
          brier: z.number().nullable(),
        }),
        intervals: z.record(measureName, bounds.nullable()),
        /** Where the model tells how sure it is. */
        calibration: z.object({ bias: z.number(), expectedError: z.number() }).nullable(),
        paper: bounds.extend({ f1: z.number() }).nullable(),
      }),
    )
    .readonly(),
  tooSmall: z.array(z.object({ group: z.string(), patients: z.int() })).readonly(),
  unknown: z.int(),
  gaps: z
    .array(
      z.object({
        measure: measureName,
        first: z.string(),
        second: z.string(),
        difference: z.number(),
        interval: bounds,
        holm: z.number().nullable(),
      }),
    )
    .readonly(),
});
export type PatientGroups = z.infer<typeof patientGroups>;

export const worstAnswers = z.object({
  metric: z.string(),
  answers: z
    .array(
      z.object({
        index: z.int(),
        source: z.string(),
        slice: z.string().nullable(),
        prompt: z.string(),
        options: z.array(z.string()),
        answer: z.int().nullable(),
        reference: z.string(),
        said: z.string(),
        failure: z.string().nullable(),
        value: z.number(),
      }),
    )
    .readonly(),
});
export type WorstAnswers = z.infer<typeof worstAnswers>;
