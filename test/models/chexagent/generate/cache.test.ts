import { describe, expect, it } from 'vitest';
import { newKey, newValue, pastKey, pastValue, type Tensor } from '#models/chexagent/architecture.ts';
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

function expectPositions(cache: ReturnType<typeof createCache>, positions: readonly number[]): void {
  const feeds = cache.feeds();
  const mask = feeds['mask_past']?.data as Float32Array;
  const capacity = mask.length;
  expect([...mask.subarray(0, positions.length)].every((value) => value === 0)).toBe(true);
  expect([...mask.subarray(positions.length)].every((value) => value === -1e9)).toBe(true);
  for (let layer = 0; layer < layers; layer++) {
    const keys = feeds[pastKey(layer)]?.data as Float32Array;
    const values = feeds[pastValue(layer)]?.data as Float32Array;
    positions.forEach((position, at) => {
      for (let head = 0; head < heads; head++) {
        for (let channel = 0; channel < headSize; channel++) {
          expect(keys[(head * headSize + channel) * capacity + at]).toBe(mark(layer, 0, position, head, channel));
          expect(values[(head * capacity + at) * headSize + channel]).toBe(mark(layer, 1, position, head, channel));
        }
      }
    });
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
    for (const [from, count] of [
      [0, 70],
      [70, 1],
      [71, 57],
      [128, 3],
    ] as const) {
      cache.append(rows(from, count), count, count);
    }
    expectPositions(cache, upTo(131));
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 192]);
  });

  it('keeps the first rows of a run only, as many as are told', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 5), 5, 2);
    cache.append(rows(2, 4), 4, 0);
    cache.append(rows(2, 4), 4, 4);
    expectPositions(cache, upTo(6));
  });

  it('forgets from a position on, gives far room back, and goes on from there', () => {
    const cache = createCache(TOY.decoder);
    cache.append(rows(0, 500), 500, 500);
    cache.rewind(400);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 512]);
    cache.rewind(100);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 128]);
    cache.append(rows(900, 40), 40, 40);
    expectPositions(cache, [...upTo(100), ...upTo(40).map((row) => 900 + row)]);
    cache.rewind(200);
    expect(cache.length).toBe(140);
    cache.rewind(0);
    expect(cache.feeds()['mask_past']?.dims).toEqual([1, 1, 1, 0]);
  });
});
