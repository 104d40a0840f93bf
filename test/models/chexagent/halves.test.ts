import { expect, test } from 'vitest';
import { fromBrainFloats, fromHalves, toHalves } from '#models/chexagent/halves.ts';

test('every finite half survives the way to float32 and back', () => {
  const halves = Uint16Array.from({ length: 65536 }, (_, half) => half).filter((half) => (half & 0x7c00) !== 0x7c00);
  expect(toHalves(fromHalves(halves))).toEqual(halves);
});

test('halves are rounded to nearest, ties to even', () => {
  const cases: [number, number][] = [
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 + 2 ** -11 + 2 ** -20, 0x3c01],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.01, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [-(2 ** -14), 0x8400],
    [-0, 0x8000],
  ];
  const found = toHalves(Float32Array.from(cases, ([value]) => value));
  expect([...found]).toEqual(cases.map(([, half]) => half));
  expect((toHalves(Float32Array.of(Number.NaN))[0] ?? 0) & 0x7fff).toBeGreaterThan(0x7c00);
});

test('bfloat16 is the upper half of a float32', () => {
  expect([...fromBrainFloats(Uint16Array.of(0x3f80, 0xc020, 0x0000, 0x7f80))]).toEqual([1, -2.5, 0, Infinity]);
});
