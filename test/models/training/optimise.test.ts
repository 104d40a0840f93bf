import { expect, test } from 'vitest';
import { freshOptimiser, learningRate, update } from '#models/training/optimise.ts';

const settings = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.1, clip: 1 };

test('the rate rises, peaks and falls to its floor', () => {
  const schedule = { peak: 1, floor: 0.1, steps: 100, warmUp: 10 };
  expect(learningRate(schedule, 0)).toBeCloseTo(0.1, 10);
  expect(learningRate(schedule, 10)).toBeGreaterThan(0.97);
  expect(learningRate(schedule, 50)).toBeCloseTo(0.55, 10);
  expect(learningRate(schedule, 100)).toBeCloseTo(0.1, 10);
});

test('the first step is the rate against the sign of the gradient; vectors do not decay', () => {
  const parameters = new Map([
    ['matrix', { dims: [1, 2], data: Float32Array.of(1, -2) }],
    ['vector', { dims: [2], data: Float32Array.of(1, -2) }],
  ]);
  const gradients = new Map([
    ['matrix', Float32Array.of(3, -4)],
    ['vector', Float32Array.of(0, 0)],
  ]);
  const norm = update(parameters, gradients, freshOptimiser(), 0.01, settings);
  expect(norm).toBe(5);
  expect(parameters.get('matrix')?.data[0]).toBeCloseTo(1 * 0.999 - 0.01, 6);
  expect(parameters.get('matrix')?.data[1]).toBeCloseTo(-2 * 0.999 + 0.01, 6);
  expect([...(parameters.get('vector')?.data ?? [])]).toEqual([1, -2]);
});
