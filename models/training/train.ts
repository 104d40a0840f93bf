import { seededRandom } from '#core/random.ts';
import { groupOf } from './groups.ts';
import { greyPatches } from './data.ts';
import { whitenFilters } from './network/filters.ts';
import { initialParameters, type Parameter } from './network/parameters.ts';
import {
  freshOptimiser,
  learningRate,
  update,
  type OptimiserSettings,
  type OptimiserState,
  type Schedule,
} from './optimise.ts';
import { stages } from './stages/stages.ts';
import type { Materials, StageName } from './stages/stage.ts';
import { createDifferentiator, type OpenGraph } from './step.ts';

export interface StagePlan {
  readonly stage: StageName;
  readonly schedule: Schedule;
}

/** Everything that decides the result, beside the data. */
export interface TrainingPlan {
  readonly seed: number;
  readonly stages: readonly StagePlan[];
  readonly optimiser: OptimiserSettings;
}

/** Where training stands: steps done of a stage, and all values. */
export interface TrainingState {
  stage: number;
  step: number;
  readonly parameters: Map<string, Parameter>;
  optimiser: OptimiserState;
}

export interface StepReport {
  readonly stage: StageName;
  /** Steps done of the stage, this one included, and how many there will be. */
  readonly step: number;
  readonly steps: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly rate: number;
  /** Norm of the gradient before clipping. */
  readonly norm: number;
}

/** What a step is judged by: its loss on answers where a stage trains more than that, else all of its loss. */
export function lossOf({ losses }: Pick<StepReport, 'losses'>): number {
  return losses['answers'] ?? losses['loss'] ?? Number.NaN;
}

export interface TrainingTools {
  readonly open: (graph: Uint8Array) => Promise<OpenGraph>;
  /** Called after every step, with the state as it then is; may throw, to stop. */
  readonly onStep: (report: StepReport, state: TrainingState) => Promise<void>;
  /** Called after the last step of a stage. */
  readonly onStage?: (stage: StageName, state: TrainingState) => Promise<void>;
}

/** Films whose patches the first filters are made from. */
const FILMS_FOR_FILTERS = 40;

export function freshState({ architecture, data, store }: Materials, plan: TrainingPlan): TrainingState {
  const random = seededRandom(plan.seed);
  const parameters = initialParameters(architecture, random.fork('parameters'));
  const films = data.films.slice(0, FILMS_FOR_FILTERS).map(({ film }) => film);
  whitenFilters(parameters, architecture, greyPatches(store, films, architecture.vision, null), random.fork('filters'));
  return { stage: 0, step: 0, parameters, optimiser: freshOptimiser() };
}

/**
 * Runs the stages that are left, in place. Each step draws from a stream of its own, named by seed, stage and number, so
 * that training taken up from a saved state gives the same bits as training that was never stopped.
 */
export async function train(
  materials: Materials,
  plan: TrainingPlan,
  state: TrainingState,
  tools: TrainingTools,
): Promise<void> {
  for (const stagePlan of plan.stages.slice(state.stage)) {
    await runStage(materials, plan, stagePlan, state, tools);
    state.stage += 1;
    state.step = 0;
    state.optimiser = freshOptimiser();
    await tools.onStage?.(stagePlan.stage, state);
  }
}

async function runStage(
  materials: Materials,
  { seed, optimiser }: TrainingPlan,
  { stage: name, schedule }: StagePlan,
  state: TrainingState,
  { open, onStep }: TrainingTools,
): Promise<void> {
  const stage = stages[name];
  const start = seededRandom(seed).fork('parameters');
  const trains = (parameter: string) => stage.trains.includes(groupOf(parameter));
  const differentiator = createDifferentiator(state.parameters, start, trains, open);
  try {
    while (state.step < schedule.steps) {
      const random = seededRandom(seed).fork(`${name} ${state.step}`);
      const { losses, gradients } = await differentiator.slope(stage.batches(materials, random));
      const rate = learningRate(schedule, state.step);
      const norm = update(state.parameters, gradients, state.optimiser, rate, optimiser);
      state.step += 1;
      const report = { stage: name, step: state.step, steps: schedule.steps, rate, norm };
      await onStep({ ...report, losses: Object.fromEntries(losses) }, state);
    }
  } finally {
    await differentiator.close();
  }
}
