import { expect, it } from 'vitest';
import { checkMemory, neededBytes } from '#main/services/model/memory.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const { manifest } = await readModelFolder(await smallModelFolder(temporaryFolder(), 'fp32'));
const GIB = 2 ** 30;
const big = { ...manifest, name: 'big', files: { 'decoder.onnx.data': { bytes: 12 * GIB, sha256: 'a'.repeat(64) } } };

it('counts the weights, the cache of a long report and the rest', () => {
  const { layers, heads, headSize } = manifest.architecture.decoder;
  const cache = (16 + 700) * layers * heads * headSize * 8;
  expect(neededBytes(big)).toBe(12 * GIB + cache + 0.5 * GIB);
});

it('refuses a model that the machine has no memory for, in words with both figures', () => {
  const machine = { free: 8 * GIB, total: 16 * GIB, platform: 'linux' } as const;
  expect(() => checkMemory(big, machine)).toThrow(/model-memory.*12\.5 GiB.*8\.0 GiB/);
  expect(() => checkMemory(big, { ...machine, free: 13 * GIB })).not.toThrow();
  expect(() => checkMemory(big, { ...machine, platform: 'darwin' })).not.toThrow();
  expect(() => checkMemory(manifest, machine)).not.toThrow();
});
