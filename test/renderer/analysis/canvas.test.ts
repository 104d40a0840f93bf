import { describe, expect, test } from 'vitest';
import { around, legendRoom, ratioTicks, roomFor, secondTicks } from '#renderer/analysis/plots/canvas.ts';
import { armColour, paperTheme } from '#renderer/analysis/plots/theme.ts';

describe('the frame of a plot', () => {
  test('reaches a little beyond its numbers, the same factor at both ends', () => {
    expect(around([0.5, null, 2], 2)).toEqual([0.25, 4]);
    expect(around([3], 1.5)).toEqual([2, 4.5]);
  });

  test('stands around 1 where there is nothing to show, and leaves out what no logarithm has', () => {
    expect(around([null, null])).toEqual([0.5, 2]);
    expect(around([0, 4], 2)).toEqual([2, 8]);
  });
});

describe('ticks', () => {
  test('are round ratios within the frame, fewer where many would stand close', () => {
    expect(ratioTicks([0.4, 2.5])).toEqual([0.5, 0.67, 0.8, 1, 1.25, 1.5, 2]);
    expect(ratioTicks([0.05, 20], true)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(ratioTicks([0.7, 1.4], true)).toEqual([0.8, 1, 1.25]);
  });

  test('are round times; a narrow frame names its own ends', () => {
    expect(secondTicks([15, 700])).toEqual([20, 30, 60, 120, 300, 600]);
    expect(secondTicks([61.2, 88.8])).toEqual([61, 89]);
  });
});

describe('room', () => {
  test('for labels grows with the longest of them, up to a limit', () => {
    expect(roomFor([])).toBe(14);
    expect(roomFor(['R1', 'All readers'])).toBeCloseTo(14 + 11 * 6.4);
    expect(roomFor(['x'.repeat(400)])).toBe(260);
  });

  test('for a legend grows by a line where the names need one', () => {
    const names = ['resident-draft', 'model-draft', 'scratch'];
    expect(legendRoom([], 700)).toBe(25);
    expect(legendRoom(names, 700)).toBe(30);
    expect(legendRoom(names, 250)).toBe(47);
    expect(legendRoom(names, 100)).toBe(64);
  });
});

test('arms beyond the colours begin anew', () => {
  const colours = [0, 1, 2, 3, 4].map((place) => armColour(paperTheme, place));
  expect(new Set(colours).size).toBe(4);
  expect(colours[4]).toBe(colours[0]);
});
