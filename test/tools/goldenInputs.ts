import type { Architecture } from '#models/chexagent/architecture.ts';
import { SMALL } from './checkpointShape.ts';
import { fillWeights } from './weights.ts';

/** The golden picture `number` as normalised patches: patch by patch channel, row, column. */
export function goldenPatches({ size, patch, tokens }: Architecture['vision'], number: number): Float32Array {
  const pixels = new Float32Array(3 * size * size);
  fillWeights(pixels, `pixels ${number}`, SMALL.seed, 0, { base: 0, scale: 1 });
  const side = size / patch;
  const area = patch * patch;
  return Float32Array.from({ length: tokens * 3 * area }, (_, index) => {
    const token = Math.floor(index / (3 * area));
    const [channel, row, column] = [Math.floor(index / area) % 3, Math.floor(index / patch) % patch, index % patch];
    const y = Math.floor(token / side) * patch + row;
    return pixels[(channel * size + y) * size + (token % side) * patch + column] ?? 0;
  });
}
