import { expect, test } from 'vitest';
import { nearest, type Point } from '#renderer/analysis/points.ts';

function point(numbers: string, left: number, top: number, right: number, bottom: number): Point {
  const element = { getBoundingClientRect: () => ({ left, top, right, bottom }) } as SVGElement;
  return { element, numbers };
}

const points = [point('bar', 0, 0, 100, 10), point('dot', 60, 30, 64, 34)];

test('the nearest mark is that with the nearest edge, and the one under the pointer at once', () => {
  expect(nearest(points, 50, 5)?.numbers).toBe('bar');
  expect(nearest(points, 62, 26)?.numbers).toBe('dot');
  expect(nearest(points, 62, 18)?.numbers).toBe('bar');
  expect(nearest([], 1, 1)).toBeNull();
});
