import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { OpenSession } from '#main/services/model/runtime/onnx.ts';
import { VISION_INPUT, VISION_OUTPUT } from '#models/chexagent/architecture.ts';
import { decoderGraph } from '#models/chexagent/convert/decoderGraph.ts';
import { visionGraph } from '#models/chexagent/convert/visionGraph.ts';
import { SMALL, type CheckpointShape } from '#test/tools/checkpointShape.ts';
import { golden, goldenPart, largestDifference } from '#test/tools/golden.ts';
import { goldenPatches } from '#test/tools/goldenInputs.ts';
import { floats, plainDecoder } from '#test/tools/plainDecoder.ts';
import { openSmall, openWritten } from '#test/tools/smallModel.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const checkpoint = await openSmall(folder);
const { architecture, weights } = checkpoint;
const { hidden, vocab } = architecture.decoder;
const opened: OpenSession[] = [];
afterAll(() => Promise.all(opened.map((session) => session.close())));

async function vision(precision: 'fp32' | 'int8'): Promise<OpenSession> {
  const graph = visionGraph(architecture, weights, precision, 'vision.onnx.data');
  const session = await openWritten(join(folder, `vision-${precision}`), 'vision.onnx', graph);
  opened.push(session);
  return session;
}

let graphs = 0;

async function decoder(precision: 'fp32' | 'int8' | 'int4'): Promise<OpenSession> {
  const graph = decoderGraph(checkpoint, precision, 'decoder.onnx.data');
  const session = await openWritten(join(folder, `decoder-${++graphs}`), 'decoder.onnx', graph);
  opened.push(session);
  return session;
}

async function imageRows(session: OpenSession, number: number): Promise<Float32Array> {
  const { tokens, patch } = architecture.vision;
  const input = {
    type: 'float32',
    dims: [1, tokens, 3 * patch * patch],
    data: goldenPatches(architecture.vision, number),
  } as const;
  return floats((await session.run({ [VISION_INPUT]: input }, [VISION_OUTPUT]))[VISION_OUTPUT]);
}

/** Embedded ids, with the golden image rows where the sequence says so. */
async function embedded(sequence: readonly (readonly number[] | 'image')[]): Promise<Float32Array> {
  const table = await weights.all('model.embed_tokens.weight');
  let image = 0;
  const parts = sequence.map((part) => {
    if (part === 'image') return goldenPart(`image${++image}`);
    const rows = new Float32Array(part.length * hidden);
    part.forEach((id, row) => rows.set(table.subarray(id * hidden, (id + 1) * hidden), row * hidden));
    return rows;
  });
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

const one = await embedded(golden.one);
const two = await embedded(golden.two);
const steps = await embedded([golden.stepIds]);
const fp32 = await decoder('fp32');

test('vision and bridge in fp32 agree with PyTorch', async () => {
  const session = await vision('fp32');
  expect(largestDifference(await imageRows(session, 1), goldenPart('image1'))).toBeLessThan(1e-4);
  expect(largestDifference(await imageRows(session, 2), goldenPart('image2'))).toBeLessThan(1e-4);
});

test('prefill in fp32 agrees with PyTorch on every row', async () => {
  const logits = await plainDecoder(fp32, architecture.decoder).run(one, 0);
  expect(largestDifference(logits, goldenPart('prefill'))).toBeLessThan(1e-4);
});

test('logits of the last row alone are the same', async () => {
  const rows = one.length / hidden;
  const logits = await plainDecoder(fp32, architecture.decoder).run(one, rows - 1);
  expect(largestDifference(logits, goldenPart('prefill').subarray(-vocab))).toBeLessThan(1e-4);
});

test('two images in fp32 agree with PyTorch', async () => {
  const logits = await plainDecoder(fp32, architecture.decoder).run(two, 0);
  expect(largestDifference(logits, goldenPart('twoImages'))).toBeLessThan(1e-4);
});

const runs: [string, object, number[]][] = [
  ['one row at a time', {}, [1, 1, 1, 1]],
  ['with capacity to spare', { spare: 38 }, [1, 1, 1, 1]],
  ['all rows at once, as a verification', {}, [4]],
  ['in two runs', { spare: 5 }, [3, 1]],
  ['far beyond 2048 positions', { start: 5000, spare: 1 }, [2, 2]],
];

test.each(runs)('cached decoding in fp32 agrees with PyTorch: %s', async (_name, options, sizes) => {
  const decoder = plainDecoder(fp32, architecture.decoder, options);
  await decoder.run(one, 0);
  const found: number[] = [];
  let row = 0;
  for (const size of sizes) {
    found.push(...(await decoder.run(steps.slice(row * hidden, (row + size) * hidden), 0)));
    row += size;
  }
  expect(largestDifference(found, goldenPart('steps'))).toBeLessThan(1e-4);
});

test('a prompt in pieces gives what the whole gives, for few rows and for many', async () => {
  for (const pieces of [
    [10, 16],
    [20, 3, 3],
    [1, 9, 16],
    [13, 13],
  ]) {
    const decoder = plainDecoder(fp32, architecture.decoder);
    const found: number[] = [];
    let row = 0;
    for (const size of pieces) {
      found.push(...(await decoder.run(one.slice(row * hidden, (row + size) * hidden), 0)));
      row += size;
    }
    expect(largestDifference(found, goldenPart('prefill'))).toBeLessThan(1e-4);
  }
});

/** Root mean square of the error against that of the expected values. */
function relativeError(found: Float32Array, expected: Float32Array): number {
  const square = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(found.map((value, index) => value - (expected[index] ?? 0))) / square(expected));
}

test('int8 and int4 stay near, cached decoding included', async () => {
  const image = relativeError(await imageRows(await vision('int8'), 1), goldenPart('image1'));
  expect(image).toBeLessThan(0.05);
  for (const [precision, limit] of [
    ['int8', 0.04],
    ['int4', 0.25],
  ] as const) {
    const decoding = plainDecoder(await decoder(precision), architecture.decoder, { spare: 3 });
    expect(relativeError(await decoding.run(one, 0), goldenPart('prefill'))).toBeLessThan(limit);
    expect(relativeError(await decoding.run(steps, 0), goldenPart('steps'))).toBeLessThan(limit);
  }
});

test('a row of zeros does not become NaN in int8', async () => {
  const logits = await plainDecoder(await decoder('int8'), architecture.decoder).run(new Float32Array(2 * hidden), 0);
  expect(logits.every(Number.isFinite)).toBe(true);
});

test('sizes that the causal operator does not take run the general way', async () => {
  const odd: CheckpointShape = {
    ...SMALL,
    decoder: { ...SMALL.decoder, hidden: 96, heads: 4, rotaryFactor: 0.5 },
  };
  const other = await openSmall(join(folder, 'odd'), odd);
  const shape = other.architecture.decoder;
  expect([shape.headSize, shape.rotary]).toEqual([24, 12]);
  const graph = decoderGraph(other, 'fp32', 'decoder.onnx.data');
  const session = await openWritten(join(folder, 'odd-graph'), 'decoder.onnx', graph);
  opened.push(session);
  const rows = Float32Array.from({ length: 9 * 96 }, (_, index) => Math.sin(index * index));
  const whole = await plainDecoder(session, shape).run(rows, 0);
  const pieces = plainDecoder(session, shape);
  const found = [...(await pieces.run(rows.slice(0, 4 * 96), 0)), ...(await pieces.run(rows.slice(4 * 96), 0))];
  expect(largestDifference(found, whole)).toBeLessThan(1e-4);
});
