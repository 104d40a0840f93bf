import { describe, expect, it } from 'vitest';
import {
  newKey,
  newValue,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  type Tensor,
} from '#models/chexagent/architecture.ts';
import { createCache } from '#models/chexagent/generate/cache.ts';
import { TOY } from '../toyModel.ts';

const { layers, heads, headSize } = TOY.decoder;

/** Rows whose every number tells layer, kind, position, head and channel. */
function rows(from: number, count: number): Record<string, Tensor> {
  const outputs: Record<string, Tensor> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const [kind, name] of [newKey(layer), newValue(layer)].entries()) {
      const data = new Float32Array(heads * count * headSize);
      for (let head = 0; head < heads; head++) {
        for (let row = 0; row < count; row++) {
          for (let channel = 0; channel < headSize; channel++) {
            data[(head * count + row) * headSize + channel] = mark(layer, kind, from + row, head, channel);
          }
        }
      }
      outputs[name] = { type: 'float32', dims: [1, heads, count, headSize], data };
    }
  }
  return outputs;
}

function mark(layer: number, kind: number, position: number, head: number, channel: number): number {
  return ((layer * 2 + kind) * 1000 + position) * 16 + head * 8 + channel / 16;
}

/** Past and window together hold these positions, the last `recent` of them in the window, its free slots 0. */
function expectPositions(cache: ReturnType<typeof createCache>, positions: readonly number[], recent = 0): void {
  const feeds = cache.feeds();
  const mask = feeds['mask_past']?.data as Float32Array;
  const capacity = mask.length;
  const pastLength = positions.length - recent;
  expect(cache.length).toBe(positions.length);
  expect(cache.room).toBe(RECENT_ROWS - recent);
  expect([...mask.subarray(0, pastLength)].every((value) => value === 0)).toBe(true);
  expect([...mask.subarray(pastLength)].every((value) => value === -1e9)).toBe(true);
  for (let layer = 0; layer < layers; layer++) {
    const [keys, values, youngKeys, youngValues] = [pastKey, pastValue, recentKey, recentValue].map(
      (name) => feeds[name(layer)]?.data as Float32Array,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let head = 0; head < heads; head++) {
      for (let channel = 0; channel < headSize; channel++) {
        const row = head * headSize + channel;
        positions.forEach((position, at) => {
          const young = at - pastLength;
          const key = young < 0 ? keys[row * capacity + at] : youngKeys[row * RECENT_ROWS + young];
          const value =
            young < 0
              ? values[(head * capacity + at) * headSize + channel]
              : youngValues[(head * RECENT_ROWS + young) * headSize + channel];
          expect(key).toBe(mark(layer, 0, position, head, channel));
          expect(value).toBe(mark(layer, 1, position, head, channel));
        });
        for (let slot = recent; slot < RECENT_ROWS; slot++) {
          expect(youngKeys[row * RECENT_ROWS + slot]).toBe(0);
          expect(youngValues[(head * RECENT_ROWS + slot) * headSize + channel]).toBe(0);
        }
      }
    }
  }
}

function upTo(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

describe('the cache', () => {
  it('begins empty, without room', () => {
    const cache = createCache(TOY.decoder);
    expect(cache.length).toBe(0);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 0]);
  });

  it('holds every row where the graph looks for it, across growths', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 70), 70, 70, false);
    cache.append(rows(70, 61), 61, 61, false);
    expectPositions(cache, upTo(131));
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 192]);
  });

  it('collects few rows in the window, and moves them on when it is full', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 70), 70, 70, false);
    cache.append(rows(70, 1), 1, 1, true);
    cache.append(rows(71, 4), 4, 3, true);
    expectPositions(cache, upTo(74), 4);
    cache.append(rows(74, 8), 8, 8, true);
    cache.append(rows(82, 8), 8, 8, true);
    cache.append(rows(90, 8), 8, 8, true);
    cache.append(rows(98, 3), 3, 3, true);
    expectPositions(cache, upTo(101), 31);
    cache.append(rows(101, 1), 1, 1, true);
    expectPositions(cache, upTo(102), 0);
    cache.append(rows(102, 2), 2, 2, true);
    cache.flush();
    cache.flush();
    expectPositions(cache, upTo(104), 0);
    expect(() => {
      cache.append(rows(104, 1), 1, 1, true);
      cache.append(rows(105, 20), 20, 20, false);
    }).toThrow(/not empty/);
  });

  it('keeps the first rows of a run only, as many as are told', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 5), 5, 2, false);
    cache.append(rows(2, 4), 4, 0, true);
    cache.append(rows(2, 4), 4, 4, true);
    expectPositions(cache, upTo(6), 4);
  });

  it('forgets from a position on, gives far room back, and goes on from there', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 500), 500, 500, false);
    cache.append(rows(500, 8), 8, 8, true);
    cache.rewind(900);
    cache.rewind(503);
    expectPositions(cache, upTo(503), 3);
    cache.append(rows(503, 2), 2, 2, true);
    expectPositions(cache, upTo(505), 5);
    cache.rewind(400);
    expectPositions(cache, upTo(400));
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 512]);
    cache.rewind(100);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 128]);
    cache.append(rows(900, 40), 40, 40, false);
    expectPositions(cache, [...upTo(100), ...upTo(40).map((row) => 900 + row)]);
    cache.rewind(0);
    expectPositions(cache, []);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 0]);
  });
});
