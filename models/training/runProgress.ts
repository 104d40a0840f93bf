import { thinned } from './curves.ts';
import { SECONDS_PER_STEP, type MiniPlan } from './mini.ts';
import type { StageName } from './stages/stage.ts';
import { lossOf } from './train.ts';

/** How far one stage of a run has come. */
export interface StageProgress {
  readonly stage: StageName;
  readonly steps: number;
  readonly done: number;
  /** Loss over the steps done; each point is the mean of as many steps. */
  readonly losses: readonly number[];
  /** Learning rate of the last step. */
  readonly rate: number | null;
  /** Seconds a step, of the last steps. */
  readonly pace: number | null;
}

interface Step {
  readonly stage: StageName;
  readonly losses: Readonly<Record<string, number>>;
  readonly rate: number;
  readonly seconds: number;
}

/** Steps that tell the pace. The first of a stage opens its graphs, so the median counts. */
const PACE_STEPS = 15;

export function stageProgress({ stages }: Pick<MiniPlan, 'stages'>, steps: readonly Step[]): StageProgress[] {
  return stages.map(({ stage, schedule }) => {
    const own = steps.filter((step) => step.stage === stage);
    const losses = thinned(own.map(lossOf));
    const pace = median(own.slice(-PACE_STEPS).map(({ seconds }) => seconds));
    return { stage, steps: schedule.steps, done: own.length, losses, rate: own.at(-1)?.rate ?? null, pace };
  });
}

/**
 * Seconds that the steps left will take. A stage that has not begun is as much slower than usual as those before were;
 * null before the first step.
 */
export function secondsLeft(stages: readonly StageProgress[]): number | null {
  const begun = stages.filter(({ pace }) => pace !== null);
  const usual = begun.reduce((sum, { stage, done }) => sum + done * SECONDS_PER_STEP[stage], 0);
  if (usual === 0) return null;
  const slower = begun.reduce((sum, { pace, done }) => sum + done * (pace ?? 0), 0) / usual;
  return stages.reduce(
    (sum, { stage, steps, done, pace }) => sum + (steps - done) * (pace ?? slower * SECONDS_PER_STEP[stage]),
    0,
  );
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
