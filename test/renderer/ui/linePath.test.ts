import { expect, it } from 'vitest';
import { linePath } from '#renderer/ui/linePath.ts';

it('draws from left to right, nought on the bottom, the largest on top', () => {
  expect(linePath([4, 2, 0], 100, 40)).toBe('M0.0 0.0L50.0 20.0L100.0 40.0');
});

it('draws one value as a point and none as nothing', () => {
  expect(linePath([3], 100, 40)).toBe('M0.0 0.0');
  expect(linePath([], 100, 40)).toBe('');
});
