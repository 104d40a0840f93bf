import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import type { Tensor } from '#models/chexagent/architecture.ts';
import { neededTensors } from '#models/chexagent/checkpoint/inventory.ts';
import { seededRandom } from '#core/random.ts';
import { smallArchitecture } from '#models/training/architecture.ts';
import { crossEntropy } from '#models/training/autodiff/tokens.ts';
import type { Tape } from '#models/training/autodiff/tape.ts';
import { groupOf } from '#models/training/groups.ts';
import type { Parameter } from '#models/training/network/parameters.ts';
import { slotLogits, textLength, type Layout } from '#models/training/network/sequence.ts';
import { bridged, towerRows } from '#models/training/network/tower.ts';
import { freshOptimiser, update } from '#models/training/optimise.ts';
import { createDifferentiator } from '#models/training/step.ts';

/** By test/golden/training/make_step.py. */
const golden = JSON.parse(readFileSync('test/golden/training/step.json', 'utf8')) as {
  readonly loss: number;
  readonly norm: number;
  readonly after: Readonly<Record<string, readonly [number, number, number, number]>>;
};

const USED = 23;
const architecture = smallArchitecture(
  { width: 16, towerLayers: 1, decoderLayers: 2, heads: 2, imageSize: 8, patch: 4, bridge: 24 },
  { imageStart: 20, imageEnd: 21, imagePad: 22, eos: 19, used: USED },
);
const layout: Layout = { batch: 2, stretches: [3, 1], slots: [6, 4] };
const rows = layout.batch * 10;
const text = layout.batch * textLength(layout);

/** The weights that the script begins with. */
function startingParameters(): Map<string, Parameter> {
  const names = neededTensors(architecture).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return new Map(
    names.map(({ name, shape }, tensor) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const base = /norm\d?\.weight$|ln_post\.weight$/.test(name) ? 1 : 0;
      const scale = shape.length === 1 ? 0.1 : 0.3;
      const data = Float32Array.from(
        { length },
        (_, index) => base + scale * Math.sin(1.7 * index + 3.1 * tensor + 0.5),
      );
      return [name, { dims: shape, data }];
    }),
  );
}

function whole(length: number, value: (index: number) => number): Tensor {
  return { type: 'int64', dims: [length], data: BigInt64Array.from({ length }, (_, index) => BigInt(value(index))) };
}

function floats(dims: readonly number[], value: (index: number) => number): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: 'float32', dims, data: Float32Array.from({ length }, (_, index) => value(index)) };
}

test("one step from the same weights gives PyTorch's loss, gradient norm and weights", async () => {
  const { tokens, patch } = architecture.vision;
  const shown = [layout.batch * tokens, patch ** 2];
  const parameters = startingParameters();
  const trains = (name: string) => groupOf(name) !== 'table';
  const open = (graph: Uint8Array) => openSession(graph, 'cpu', 1);
  const differentiator = createDifferentiator(parameters, seededRandom(1), trains, open);
  const { losses, gradients } = await differentiator.slope([
    {
      key: 'step',
      build(tape: Tape) {
        const images = bridged(tape, architecture, towerRows(tape, architecture, tape.input('patches', shown)));
        const logits = slotLogits(tape, architecture, layout, tape.integers('ids', [text]), images);
        return { loss: crossEntropy(tape, logits, tape.integers('targets', [rows]), tape.input('weights', [rows])) };
      },
      feeds: {
        patches: floats(shown, (index) => Math.sin(0.37 * index)),
        ids: whole(text, (index) => (7 * index + 3) % USED),
        targets: whole(rows, (index) => (5 * index + 1) % USED),
        weights: floats([rows], (index) => (index % 3) / 20),
      },
    },
  ]);
  await differentiator.close();
  const settings = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.05, clip: 1 };
  const norm = update(parameters, gradients, freshOptimiser(), 1e-2, settings);
  expect(losses.get('loss')).toBeCloseTo(golden.loss, 5);
  expect(norm / golden.norm).toBeCloseTo(1, 5);
  for (const [name, [first, second, third, sum]] of Object.entries(golden.after)) {
    const data = parameters.get(name)?.data ?? new Float32Array();
    // A key's bias has no gradient but rounding, of which the first step of AdamW makes full steps.
    if (name.startsWith('model.visual.') && name.endsWith('k_proj.bias')) continue;
    expect(data[0], name).toBeCloseTo(first, 4);
    expect(data[1], name).toBeCloseTo(second, 4);
    expect(data[2], name).toBeCloseTo(third, 4);
    expect(Math.abs(data.reduce((total, each) => total + each, 0) - sum) / data.length, name).toBeLessThan(2e-5);
  }
});
