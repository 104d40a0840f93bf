import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import type { Tensor } from '#models/chexagent/architecture.ts';
import { smallArchitecture } from '#models/training/architecture.ts';
import { added } from '#models/training/autodiff/shape.ts';
import { createTape, type Tape } from '#models/training/autodiff/tape.ts';
import { crossEntropy, signLoss } from '#models/training/autodiff/tokens.ts';
import { captionLogits } from '#models/training/network/caption.ts';
import { sentenceScores } from '#models/training/network/contrast.ts';
import { initialParameters } from '#models/training/network/parameters.ts';
import { slotLogits, textLength, type Layout } from '#models/training/network/sequence.ts';
import { bridged, towerRows } from '#models/training/network/tower.ts';
import { slotFeeds } from '#models/training/stages/instruction.ts';
import { fed } from '#models/training/step.ts';
import { worstError } from './autodiff/gradients.ts';

const tokens = { imageStart: 20, imageEnd: 21, imagePad: 22, eos: 19, used: 23 };
const sizes = { width: 16, towerLayers: 1, decoderLayers: 2, heads: 2, imageSize: 8, patch: 4, bridge: 24 };
const architecture = smallArchitecture(sizes, tokens);
const { vision } = architecture;
const random = seededRandom(3);

function ids(dims: readonly number[]): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: 'int64', dims, data: BigInt64Array.from({ length }, () => BigInt(random.integer(tokens.used))) };
}

/** Grey patches of `films` films, the same in both precisions. */
function patches(films: number) {
  const values = Array.from({ length: films * vision.tokens * vision.patch ** 2 }, () => Math.fround(random.normal()));
  return { dims: [films * vision.tokens, vision.patch ** 2], values };
}

const layout: Layout = { batch: 2, stretches: [3, 2, 1], slots: [6, 4] };
const films = patches(4);

function answers(tape: Tape, rows: number) {
  const { dims, values } = films;
  const images = bridged(tape, architecture, towerRows(tape, architecture, tape.constant(dims, values)));
  const logits = slotLogits(tape, architecture, layout, tape.integers('ids', [2, textLength(layout)]), images);
  expect(logits.dims[0]).toBe(rows);
  return logits;
}

test('the gradient of the whole model, two images and two questions, is that of finite differences', async () => {
  const worst = await worstError({
    loss: (tape) => {
      const weights = tape.constant(
        [20],
        Array.from({ length: 20 }, (_, index) => (index % 3) / 10),
      );
      return crossEntropy(tape, answers(tape, 20), tape.integers('targets', [20]), weights);
    },
    feeds: { ids: ids([2, textLength(layout)]), targets: ids([20]) },
    spread: 0.3,
  });
  expect(worst.error, worst.of).toBeLessThan(1e-6);
});

test('the gradient of contrast, places and captions is that of finite differences', async () => {
  const [count, length] = [3, 5];
  const shown = patches(2);
  const worst = await worstError({
    loss: (tape) => {
      const rows = towerRows(tape, architecture, tape.constant(shown.dims, shown.values));
      const shares = tape.constant([count, length, 1], [...Array(10).fill(0.2), 0.5, 0.5, 0, 0, 0]);
      const sentences = { ids: tape.integers('sentences', [count * length]), shares, count, length };
      const scores = sentenceScores(tape, architecture, rows, sentences);
      const signs = tape.constant([2, 3], [1, -1, -1, -1, 1, 1]);
      const contrast = signLoss(tape, scores.whole, signs, tape.constant([2, 3], Array(6).fill(0.4)));
      const cells = scores.places.dims;
      const insides = Array.from({ length: 6 * vision.tokens }, (_, cell) => (cell % 5 === 0 ? 1 : -1));
      const region = signLoss(
        tape,
        scores.places,
        tape.constant(cells, insides),
        tape.constant(
          cells,
          insides.map(() => 0.1),
        ),
      );
      const logits = captionLogits(tape, architecture, rows, tape.integers('ids', [2 * length]), length);
      const weights = tape.constant([2 * length], Array(2 * length).fill(0.1));
      return added(tape, contrast, region, crossEntropy(tape, logits, tape.integers('targets', [2 * length]), weights));
    },
    feeds: { sentences: ids([count * length]), ids: ids([2 * length]), targets: ids([2 * length]) },
    spread: 0.3,
  });
  expect(worst.error, worst.of).toBeLessThan(1e-6);
});

async function logitsWith(slots: readonly number[], text: readonly number[]): Promise<Float32Array> {
  const alone: Layout = { batch: 1, stretches: [3, 1], slots };
  const tape = createTape();
  const shown = tape.constant(
    [vision.tokens, vision.patch ** 2],
    films.values.slice(0, vision.tokens * vision.patch ** 2),
  );
  const images = bridged(tape, architecture, towerRows(tape, architecture, shown));
  const logits = slotLogits(tape, architecture, alone, tape.integers('ids', [1, text.length]), images);
  const names = tape.parameters().map(({ name }) => name);
  const session = await openSession(tape.finish({ logits }), 'cpu', 1);
  const parameters = initialParameters(architecture, seededRandom(5));
  const data = BigInt64Array.from(text, BigInt);
  const outputs = await session.run(
    { ...fed(parameters, names), ids: { type: 'int64', dims: [1, text.length], data } },
    ['logits'],
  );
  await session.close();
  return outputs['logits']?.data as Float32Array;
}

test('questions side by side are answered as if each were asked alone', async () => {
  const [common, first, second] = [
    [1, 2, 3, 4],
    [5, 6, 7, 8, 9],
    [10, 11, 12],
  ] as const;
  const together = await logitsWith([5, 3], [...common, ...first, ...second]);
  const apart = [...(await logitsWith([5], [...common, ...first])), ...(await logitsWith([3], [...common, ...second]))];
  expect(together).toHaveLength(apart.length);
  const difference = apart.reduce((most, value, index) => Math.max(most, Math.abs(value - (together[index] ?? 0))), 0);
  expect(difference).toBeLessThan(1e-5);
});

test('tokens of prompts get no gradient, tokens of answers do', async () => {
  const example = (length: number, answerAt: number) => ({
    task: '',
    films: [],
    stretches: [[1, 2, 3], [4, 4], [5]],
    ids: Array.from({ length }, (_, index) => 6 + index),
    answerAt,
    findings: [],
  });
  const sequence = { stretches: example(0, 0).stretches, films: [0, 1], slots: [example(6, 4), example(3, 1)] };
  const {
    ids: text,
    targets,
    weights,
  } = slotFeeds([sequence, { ...sequence, slots: [example(5, 2), null] }], layout, 19);
  const tape = createTape();
  // Added to the logits, it gets exactly their gradient.
  const probe = tape.parameter('probe', [20, architecture.decoder.vocab]);
  const logits = added(tape, answers(tape, 20), probe);
  const loss = crossEntropy(tape, logits, tape.integers('targets', [20]), tape.input('weights', [20]));
  const gradient = tape.gradients(loss, new Set(['probe'])).get('probe');
  if (!gradient) throw new Error('the probe has no gradient');
  const session = await openSession(tape.finish({ gradient }), 'cpu', 1);
  const names = tape.parameters().map(({ name }) => name);
  const parameters = initialParameters(architecture, seededRandom(5));
  parameters.set('probe', { dims: probe.dims, data: new Float32Array(20 * architecture.decoder.vocab) });
  const whole = (values: Int32Array, dims: readonly number[]) =>
    ({ type: 'int64', dims, data: BigInt64Array.from(values, BigInt) }) as const;
  const feeds = {
    ...fed(parameters, names),
    ids: whole(text, [2, textLength(layout)]),
    targets: whole(targets, [20]),
    weights: { type: 'float32', dims: [20], data: weights } as const,
  };
  const data = (await session.run(feeds, ['gradient']))['gradient']?.data as Float32Array;
  await session.close();
  const taught = Array.from({ length: 20 }, (_, row) => {
    return data
      .subarray(row * architecture.decoder.vocab, (row + 1) * architecture.decoder.vocab)
      .some((each) => each !== 0);
  });
  // Sequence 1: slot of 6 (answer tokens 4 and 5), slot of 4 (1 and 2); sequence 2: slot of 6 (2 to 4), an empty slot.
  const positions = taught.flatMap((yes, row) => (yes ? [row] : []));
  expect(positions).toEqual([3, 4, 6, 7, 11, 12, 13]);
});
