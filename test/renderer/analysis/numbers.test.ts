import { expect, test } from 'vitest';
import { digits, figure, interval, percent, pValue } from '#renderer/analysis/numbers.ts';

test('figures keep three significant digits at any size, and nothing is a dash', () => {
  expect([0.63891, 12.345, 1234.5, 0, 0.000123, -0.000123, null].map(figure)).toEqual([
    ...['0.639', '12.3', '1230', '0', '1.2e-4', '-1.2e-4', '–'],
  ]);
  expect([digits(2.345, 1), digits(null, 1), percent(0.3605), percent(null)]).toEqual(['2.3', '–', '36.0 %', '–']);
});

test('an interval needs both ends; p-values end at one in ten thousand', () => {
  expect(interval({ ciLow: 0.5, ciHigh: 0.75 })).toBe('0.5 to 0.75');
  expect(interval({ ciLow: 0.5, ciHigh: null })).toBe('–');
  expect([0.00009, 0.0001, 0.05, null].map(pValue)).toEqual(['< 0.0001', '0.0001', '0.0500', '–']);
});
