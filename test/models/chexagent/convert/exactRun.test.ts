import { afterAll, expect, test } from 'vitest';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { exactRun } from '#models/chexagent/convert/exactRun.ts';
import { golden, goldenPart, largestDifference } from '#test/tools/golden.ts';
import { goldenPatches } from '#test/tools/goldenInputs.ts';
import { openSmall } from '#test/tools/smallModel.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const checkpoint = await openSmall(temporaryFolder());
let parts = 0;
let closed = 0;
const run = exactRun(
  checkpoint,
  async (model) => {
    const session = await openSession(model, 'cpu', 1);
    return { run: session.run, close: () => session.close().then(() => void closed++) };
  },
  () => void parts++,
);
afterAll(() => expect(closed).toBe(parts));

test('the checkpoint run layer by layer agrees with PyTorch', async () => {
  const rows = await run.image(goldenPatches(checkpoint.architecture.vision, 1));
  expect(largestDifference(rows, goldenPart('image1'))).toBeLessThan(1e-4);
  const sequence: number[] = [];
  for (const part of golden.one) sequence.push(...(part === 'image' ? rows : await run.embed(part)));
  sequence.push(...(await run.embed(golden.stepIds)));
  const logits = await run.logits(Float32Array.from(sequence), 20);
  const expected = [...goldenPart('prefill').subarray(20 * 512), ...goldenPart('steps')];
  expect(largestDifference(logits, expected)).toBeLessThan(1e-4);
  expect(parts).toBe(1 + 2 + 1);
});
