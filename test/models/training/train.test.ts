import { expect, test } from 'vitest';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { groupOf } from '#models/training/groups.ts';
import { SMOKE_BOUND, smokeMaterials, smokePlan } from '#models/training/smoke.ts';
import { decodeState, encodeState } from '#models/training/state.ts';
import {
  freshState,
  lossOf,
  train,
  type StepReport,
  type TrainingPlan,
  type TrainingState,
} from '#models/training/train.ts';

const materials = smokeMaterials();
const open = (graph: Uint8Array) => openSession(graph, 'cpu', 1);

async function run(plan: TrainingPlan, state: TrainingState, stopAt = Infinity): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  const onStep = async (report: StepReport) => {
    reports.push(report);
    if (reports.length >= stopAt) throw new Error('stopped');
  };
  await train(materials, plan, state, { open, onStep }).catch((thrown: unknown) => {
    if (!(thrown instanceof Error && thrown.message === 'stopped')) throw thrown;
  });
  return reports;
}

function values(state: TrainingState): Map<string, readonly number[]> {
  return new Map([...state.parameters].map(([name, { data }]) => [name, Array.from(data)]));
}

/** Names of the parameters that differ. */
function changed(before: ReadonlyMap<string, readonly number[]>, after: TrainingState): string[] {
  return [...before.keys()].filter((name) => {
    const data = after.parameters.get(name)?.data ?? [];
    return before.get(name)?.some((value, index) => value !== data[index]);
  });
}

test('all stages together solve the smoke problem', async () => {
  const state = freshState(materials, smokePlan);
  const reports = await run(smokePlan, state);
  const last = reports.slice(-8).map(lossOf);
  expect(last.reduce((sum, loss) => sum + loss, 0) / last.length).toBeLessThan(SMOKE_BOUND);
});

test('a stage changes what it trains and not one bit of the rest', async () => {
  for (const [stage, groups] of [
    ['language', ['decoder']],
    ['bridge', ['bridge']],
    ['instruction', ['bridge', 'decoder']],
    ['everything', ['bridge', 'decoder', 'tower']],
  ] as const) {
    const plan = { ...smokePlan, stages: [{ stage, schedule: { peak: 1e-3, floor: 1, steps: 2, warmUp: 1 } }] };
    const state = freshState(materials, plan);
    const before = values(state);
    await run(plan, state);
    expect([...new Set(changed(before, state).map(groupOf))].sort(), stage).toEqual(groups);
  }
});

test('training taken up from a saved state gives the bits of training that was never stopped', async () => {
  const short = { peak: 1e-3, floor: 0.1, steps: 3, warmUp: 2 };
  const plan = {
    ...smokePlan,
    stages: (['vision', 'instruction'] as const).map((stage) => ({ stage, schedule: short })),
  };
  const whole = freshState(materials, plan);
  await run(plan, whole);
  for (const stopAt of [1, 4]) {
    const first = freshState(materials, plan);
    await run(plan, first, stopAt);
    const second = decodeState(Buffer.from(encodeState(first)));
    await run(plan, second);
    expect(changed(values(whole), second), `stopped after ${stopAt}`).toEqual([]);
  }
});
