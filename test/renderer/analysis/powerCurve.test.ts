import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { PowerFound } from '#core/ipc/power.ts';
import { powerCurve } from '#renderer/analysis/plots/powerCurve.ts';
import { paperTheme } from '#renderer/analysis/plots/theme.ts';
import { pointsOf } from '#renderer/analysis/points.ts';

beforeAll(() => {
  const { window, document } = parseHTML('<!doctype html><html><body></body></html>');
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
});
afterAll(() => vi.unstubAllGlobals());

function power(share: number, mixed: boolean): PowerFound['power'] {
  const around = { share, low: share - 0.1, high: share + 0.1 };
  return { repetitions: 200, reads: [10, 20], mannWhitney: around, mixed: mixed ? around : null, failed: 0 };
}

const found: PowerFound = {
  power: power(0.5, true),
  typeOne: power(0.05, true),
  curves: {
    cases: [
      { readers: 4, cases: 25, power: power(0.3, true) },
      { readers: 4, cases: 50, power: power(0.5, false) },
    ],
    readers: [],
  },
  required: { cases: null, readers: null },
  left: [],
  notes: [],
  paper: power(0.28, true),
};

test('a curve has a mark with its interval for every size and method, the wanted power and the paper’s', () => {
  const figure = powerCurve(found, 'cases', 0.8);
  const numbers = pointsOf(figure.draw(paperTheme, 600)).map((point) => point.numbers);
  expect(numbers).toContain('wanted power 0.8');
  expect(numbers).toContain('the paper’s attendings: 28.0 %');
  expect(numbers.filter((words) => words.startsWith('25 cases'))).toHaveLength(2);
  // The mixed model gave no answer for the larger one.
  expect(numbers.filter((words) => words.startsWith('50 cases'))).toEqual([
    '50 cases, Mann-Whitney U: 50.0 % (40.0 % to 60.0 %)',
  ]);
  expect(figure.rows).toEqual([
    ['25', '30.0 % (20.0 % to 40.0 %)', '30.0 % (20.0 % to 40.0 %)', '0'],
    ['50', '–', '50.0 % (40.0 % to 60.0 %)', '0'],
  ]);
});

test('a curve without a point says so', () => {
  expect(powerCurve(found, 'readers', 0.8).empty).toBe('The design can’t have another size.');
});
