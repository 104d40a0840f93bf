import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convertModel } from '#main/services/model/convert.ts';
import { modelLogits } from '#main/services/model/logits.ts';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { RUN_FILES, writeSnapshot } from '#main/services/training/runFolder.ts';
import { createTape } from '#models/training/autodiff/tape.ts';
import { greyPatches } from '#models/training/data.ts';
import { slotLogits } from '#models/training/network/sequence.ts';
import { bridged, towerRows } from '#models/training/network/tower.ts';
import { smokeMaterials, smokePlan } from '#models/training/smoke.ts';
import { fed } from '#models/training/step.ts';
import { freshState, train, type TrainingState } from '#models/training/train.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const materials = smokeMaterials();
const { architecture, data, store } = materials;
const { vision } = architecture;
const FILM = 3;

/** Logits after the question, as the trainer's own graph gives them. */
async function trainedLogits({ parameters }: TrainingState, ids: readonly number[], stretches: readonly number[]) {
  const tape = createTape();
  const patches = tape.input('patches', [vision.tokens, vision.patch ** 2]);
  const images = bridged(tape, architecture, towerRows(tape, architecture, patches));
  const slots = [ids.length - stretches.reduce((sum, each) => sum + each, 0)];
  const layout = { batch: 1, stretches, slots };
  const logits = slotLogits(tape, architecture, layout, tape.integers('ids', [1, ids.length]), images);
  const session = await openSession(tape.finish({ logits }), 'cpu', 1);
  const feeds = {
    ...fed(
      parameters,
      tape.parameters().map(({ name }) => name),
    ),
    ids: { type: 'int64', dims: [1, ids.length], data: BigInt64Array.from(ids, BigInt) } as const,
    patches: { type: 'float32', dims: patches.dims, data: greyPatches(store, [FILM], vision, null) } as const,
  };
  const { logits: found } = await session.run(feeds, ['logits']);
  await session.close();
  return (found?.data as Float32Array).slice(-architecture.decoder.vocab);
}

test('a trained snapshot, converted, is the model that was trained', async () => {
  const plan = {
    ...smokePlan,
    stages: [{ stage: 'everything', schedule: { peak: 1e-3, floor: 1, steps: 3, warmUp: 1 } } as const],
  };
  const state = freshState(materials, plan);
  const open = (graph: Uint8Array) => openSession(graph, 'cpu', 1);
  await train(materials, plan, state, { open, onStep: async () => {} });
  await writeSnapshot(folder, architecture, state.parameters, materials.vocabulary);
  const model = join(folder, RUN_FILES.model);
  const manifest = await convertModel(
    {
      checkpoint: join(folder, RUN_FILES.checkpoint),
      tower: join(folder, RUN_FILES.tower),
      out: model,
      quantisation: 'fp32',
    },
    { open, progress: () => {}, converter: 'test', now: '2024-11-23T00:00:00Z' },
  );
  expect(manifest.architecture).toEqual(architecture);
  expect(manifest.assumptions).toEqual(['the tower has 0 tensors that never reach the decoder, the published one 13']);

  const group = data.groups.find(({ films }) => films[0] === FILM);
  const [example] = group?.examples ?? [];
  if (!group || !example) throw new Error('the film has no example');
  const { stretches, ids, answerAt } = data.tokenised(group, example);
  const expected = await trainedLogits(
    state,
    [...stretches.flat(), ...ids.slice(0, answerAt)],
    stretches.map((stretch) => stretch.length),
  );
  const loaded = await loadModel(model, 'cpu', 1);
  const picture = { rows: vision.size, columns: vision.size, channels: 1, data: store.film(FILM) } as const;
  const images = [{ digest: 'film', picture }];
  const [step] = await modelLogits(loaded, { images, prompt: example.question, raw: false, steps: 1 }, () => {});
  await loaded.close();
  const difference = expected.reduce(
    (most, value, id) => Math.max(most, Math.abs(value - (step?.logits[id] ?? NaN))),
    0,
  );
  expect(difference).toBeLessThan(1e-4);
});
