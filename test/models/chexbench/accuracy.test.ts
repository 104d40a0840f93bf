import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { accuracies, judge } from '#models/chexbench/accuracy.ts';
import { bootstrapMean, comparePaired } from '#models/chexbench/bootstrap.ts';

function record(source: string, slice: string | null, answer: number, said: string) {
  return { source, slice, options: ['left', 'right'], answer, said };
}

test('by source and by slice; an unparsed answer is counted as such and as wrong', () => {
  const records = [
    record('OpenI', 'side', 0, '(A)'),
    record('OpenI', 'side', 0, 'cannot say'),
    record('OpenI', 'region', 1, '(B)'),
    record('SIIM', null, 1, 'left'),
  ].map(judge);
  const rows = accuracies(records, seededRandom(1));
  expect(
    rows.map(({ source, slice, items, unparsed, accuracy }) => [source, slice, items, unparsed, accuracy]),
  ).toEqual([
    ['OpenI', null, 3, 1, 2 / 3],
    ['OpenI', 'side', 2, 1, 1 / 2],
    ['OpenI', 'region', 1, 0, 1],
    ['SIIM', null, 1, 0, 0],
  ]);
  expect(rows[3]?.interval).toEqual({ low: 0, high: 0 });
  expect(accuracies(records, seededRandom(1))).toEqual(rows);
});

test('the interval of a proportion is near the normal one', () => {
  const values = Array.from({ length: 400 }, (_, index) => (index < 300 ? 1 : 0));
  const { low, high } = bootstrapMean(values, seededRandom(7));
  const half = 1.96 * Math.sqrt((0.75 * 0.25) / 400);
  expect(low).toBeCloseTo(0.75 - half, 1.9);
  expect(high).toBeCloseTo(0.75 + half, 1.9);
});

test('two models on the same items: the exact sign test of 6 against 0 is 2 / 64', () => {
  const first = [1, 1, 1, 1, 1, 1, 0, 1];
  const second = [0, 0, 0, 0, 0, 0, 0, 1];
  const { difference, p } = comparePaired(first, second, seededRandom(3));
  expect(difference).toBe(6 / 8);
  expect(Math.abs(p - 2 / 64)).toBeLessThan((4 * Math.sqrt((1 / 32) * (31 / 32))) / 100);
  expect(comparePaired(first, first, seededRandom(3)).p).toBe(1);
});
