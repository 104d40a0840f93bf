import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { PATCH } from '#models/chexagent/checkpoint/names.ts';
import { smallArchitecture } from '#models/training/architecture.ts';
import { whitenFilters } from '#models/training/network/filters.ts';
import { initialParameters } from '#models/training/network/parameters.ts';

const tokens = { imageStart: 20, imageEnd: 21, imagePad: 22, eos: 19, used: 23 };
const sizes = { width: 64, towerLayers: 1, decoderLayers: 1, heads: 2, imageSize: 8, patch: 4, bridge: 24 };
const architecture = smallArchitecture(sizes, tokens);
const PIXELS = 16;
const ROWS = 4000;

/** Patches as films have them: one brightness for all pixels of a patch, and a hundred times less of anything else. */
function brightPatches(): Float32Array {
  const random = seededRandom(4);
  const patches = new Float32Array(ROWS * PIXELS);
  for (let row = 0; row < ROWS; row++) {
    const brightness = 0.3 + random.normal();
    for (let pixel = 0; pixel < PIXELS; pixel++) patches[row * PIXELS + pixel] = brightness + 0.1 * random.normal();
  }
  return patches;
}

/** Mean and variance of what a filter answers, the three channels showing the same. */
function answersOf(parameters: ReturnType<typeof initialParameters>, filter: number, patches: Float32Array) {
  const weight = parameters.get(`${PATCH}.weight`)?.data ?? [];
  const bias = parameters.get(`${PATCH}.bias`)?.data[filter] ?? 0;
  const answers = Array.from({ length: patches.length / PIXELS }, (_, row) => {
    let sum = bias;
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < PIXELS; pixel++) {
        sum += (weight[(filter * 3 + channel) * PIXELS + pixel] ?? 0) * (patches[row * PIXELS + pixel] ?? 0);
      }
    }
    return sum;
  });
  const mean = answers.reduce((sum, value) => sum + value, 0) / answers.length;
  return { mean, variance: answers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / answers.length };
}

const patches = brightPatches();
const detail = patches.map((value, place) => {
  const row = patches.subarray(place - (place % PIXELS), place - (place % PIXELS) + PIXELS);
  return value - row.reduce((sum, each) => sum + each, 0) / PIXELS + 0.3;
});
const parameters = initialParameters(architecture, seededRandom(1));
const plain = initialParameters(architecture, seededRandom(1));
whitenFilters(parameters, architecture, patches, seededRandom(2));

test('half of the filters answer to detail as much as to brightness, about zero', () => {
  const shares = Array.from({ length: 32 }, (_, filter) => {
    const all = answersOf(parameters, filter, patches);
    expect(Math.abs(all.mean)).toBeLessThan(1e-3);
    return { variance: all.variance, share: answersOf(parameters, filter, detail).variance / all.variance };
  });
  const mean = (of: (each: (typeof shares)[number]) => number) => shares.reduce((sum, each) => sum + of(each), 0) / 32;
  // The gain is a half; 15 of 16 directions are detail, with 0.01 / (0.01 + 0.002) of their variance left.
  expect(mean(({ variance }) => variance)).toBeCloseTo(0.25 * (1 / 16 + ((15 / 16) * 0.01) / 0.012), 1);
  expect(mean(({ share }) => share)).toBeGreaterThan(0.85);
});

test('the other half stays as it was, and answers to hardly anything but brightness', () => {
  const weight = (of: typeof plain) => of.get(`${PATCH}.weight`)?.data.slice(32 * 3 * PIXELS);
  expect(weight(parameters)).toEqual(weight(plain));
  const { variance } = answersOf(plain, 40, patches);
  expect(answersOf(plain, 40, detail).variance / variance).toBeLessThan(0.3);
});

test('the same seed gives the same filters', () => {
  const again = initialParameters(architecture, seededRandom(1));
  whitenFilters(again, architecture, patches, seededRandom(2));
  expect(again).toEqual(parameters);
});
