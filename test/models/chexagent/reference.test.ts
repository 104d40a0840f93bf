import { expect, test } from 'vitest';
import { golden, goldenPart, largestDifference } from '#test/tools/golden.ts';
import { goldenPatches } from '#test/tools/goldenInputs.ts';
import { plainModel } from '#test/tools/plainModel.ts';
import { openSmall } from '#test/tools/smallModel.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

// Two implementations that share nothing, this one and make_golden.py, so that an error would have to be made twice.
test('the plain float64 model agrees with PyTorch to the last place that is stored', async () => {
  const { architecture, weights } = await openSmall(temporaryFolder());
  const model = plainModel(architecture, weights);
  const pictures = [1, 2].map((number) => model.image(goldenPatches(architecture.vision, number)));
  const rows: Float64Array[] = [];
  let picture = 0;
  for (const part of golden.two)
    rows.push(...(part === 'image' ? ((await pictures[picture++]) ?? []) : await model.embed(part)));
  const flat = (values: readonly Float64Array[]) => values.flatMap((row) => [...row]);
  expect(largestDifference(flat((await pictures[0]) ?? []), goldenPart('image1'))).toBeLessThan(1e-6);
  expect(largestDifference(flat(await model.logits(rows)), goldenPart('twoImages'))).toBeLessThan(1e-6);
});
