import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Random } from '#core/random.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import { PATCH } from '#models/chexagent/checkpoint/names.ts';
import type { Parameter } from './parameters.ts';

/** How strongly a filter answers to patches as films have them. */
const GAIN = 0.5;
/** Of white noise, in normalised greys: what varies less than this is not blown up. */
const FLOOR = 0.002;

/**
 * Lets half of the patch filters begin as directions by chance among patches made white: neighbouring pixels are nearly
 * alike, so that plain filters answer to a patch's brightness and hardly to a wire or an edge in it, and need thousands
 * of steps to learn to. `patches` are rows of `patch^2` normalised greys.
 */
export function whitenFilters(
  parameters: ReadonlyMap<string, Parameter>,
  { vision }: Architecture,
  patches: Float32Array,
  random: Random,
): void {
  const pixels = vision.patch ** 2;
  const { mean, directions } = whitening(patches, pixels);
  const weight = parameters.get(`${PATCH}.weight`)?.data;
  const bias = parameters.get(`${PATCH}.bias`)?.data;
  if (!weight || !bias) return;
  for (let filter = 0; filter < vision.width / 2; filter++) {
    const values = new Float64Array(pixels);
    for (const direction of directions) {
      const along = (GAIN / Math.sqrt(pixels)) * random.normal();
      for (let pixel = 0; pixel < pixels; pixel++) values[pixel]! += along * direction[pixel]!;
    }
    // Films are grey: each of the three channels has a third.
    for (let place = 0; place < 3 * pixels; place++) weight[filter * 3 * pixels + place] = values[place % pixels]! / 3;
    bias[filter] = -values.reduce((sum, value, pixel) => sum + value * mean[pixel]!, 0);
  }
}

/** The mean patch, and the directions in which patches vary, each over how much they do. */
function whitening(patches: Float32Array, pixels: number): { mean: Float64Array; directions: Float64Array[] } {
  const rows = patches.length / pixels;
  const mean = new Float64Array(pixels);
  for (let place = 0; place < patches.length; place++) mean[place % pixels]! += patches[place]! / rows;
  const covariance = Matrix.zeros(pixels, pixels);
  for (let row = 0; row < rows; row++) {
    const centred = mean.map((value, pixel) => patches[row * pixels + pixel]! - value);
    for (let one = 0; one < pixels; one++) {
      for (let other = 0; other <= one; other++) {
        covariance.set(one, other, covariance.get(one, other) + (centred[one]! * centred[other]!) / rows);
      }
    }
  }
  for (let one = 0; one < pixels; one++) {
    for (let other = 0; other < one; other++) covariance.set(other, one, covariance.get(one, other));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const directions = realEigenvalues.map((variance, place) => {
    const scale = 1 / Math.sqrt(Math.max(variance, 0) + FLOOR);
    return Float64Array.from(eigenvectorMatrix.getColumn(place), (value) => scale * value);
  });
  return { mean, directions };
}
