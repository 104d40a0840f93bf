import { expect, it } from 'vitest';
import { SECONDS_PER_STEP } from '#models/training/mini.ts';
import { secondsLeft, stageProgress } from '#models/training/runProgress.ts';

const schedule = (steps: number) => ({ peak: 1e-3, floor: 0, steps, warmUp: 1 });
const plan = {
  stages: [
    { stage: 'language' as const, schedule: schedule(4) },
    { stage: 'vision' as const, schedule: schedule(10) },
  ],
};
const step = (loss: number, seconds: number) => ({ stage: 'language' as const, losses: { loss }, rate: 5e-4, seconds });

it('tells how far each stage has come; one slow step does not count for the pace', () => {
  expect(stageProgress(plan, [step(4, 9), step(3, 2), step(2, 2)])).toEqual([
    { stage: 'language', steps: 4, done: 3, losses: [4, 3, 2], rate: 5e-4, pace: 2 },
    { stage: 'vision', steps: 10, done: 0, losses: [], rate: null, pace: null },
  ]);
});

it('takes stages to come to be as much slower than usual as those begun', () => {
  const slower = 2 / SECONDS_PER_STEP.language;
  const left = secondsLeft(stageProgress(plan, [step(4, 9), step(3, 2), step(2, 2)]));
  expect(left).toBeCloseTo(1 * 2 + 10 * slower * SECONDS_PER_STEP.vision, 10);
});

it('knows nothing before the first step, and nothing is left after the last', () => {
  expect(secondsLeft(stageProgress(plan, []))).toBeNull();
  const done = { ...plan, stages: plan.stages.slice(0, 1) };
  expect(
    secondsLeft(
      stageProgress(
        done,
        [1, 2, 3, 4].map((loss) => step(loss, 1)),
      ),
    ),
  ).toBe(0);
});
