import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { coverageOf } from '#core/stats/simulation/coverage.ts';
import { crossedDesign, paperDesign, simulateReads } from '#core/stats/simulation/paperDesign.ts';
import { column } from '#core/stats/table.ts';

const spread = { mean: 5, effect: Math.log(0.64), readerSd: 0.35, caseSd: 0.35, residualSd: 0.45 };

test('each reader reads 10 and 20 cases, none twice', () => {
  const table = simulateReads(paperDesign, spread, seededRandom(1));
  expect(table.rows).toBe(120);
  const [readers, cases, arms] = ['reader', 'case', 'arm'].map((name) => column(table, name));
  const seen = new Set(readers?.map((reader, row) => `${String(reader)} ${String(cases?.[row])}`));
  expect(seen.size).toBe(120);
  expect(arms?.filter((arm) => arm === 'a').length).toBe(40);
});

test('in a crossed design each reader reads each case once in each arm', () => {
  const table = simulateReads(crossedDesign, spread, seededRandom(1));
  const [readers, cases, arms] = ['reader', 'case', 'arm'].map((name) => column(table, name));
  const seen = new Set(readers?.map((reader, row) => [reader, cases?.[row], arms?.[row]].join(' ')));
  expect([table.rows, seen.size]).toEqual([6 * 24 * 2, 6 * 24 * 2]);
});

test('the interval holds the truth about as often as it says, and not under a false truth', () => {
  const coverage = coverageOf(paperDesign, spread, 120, seededRandom(3));
  expect(coverage.failed).toBe(0);
  // Three standard errors of 120 repetitions around 95 %.
  expect(coverage.covered.share).toBeGreaterThan(0.89);
  expect(coverage.found.share).toBeGreaterThan(0.9);
  expect(Math.abs(coverage.bias)).toBeLessThan(0.03);
  // What chance leaves open must hold the 95 % that the interval promises.
  expect([coverage.covered.low < 0.95, coverage.covered.high > 0.95]).toEqual([true, true]);
  const none = coverageOf(paperDesign, { ...spread, effect: 0 }, 120, seededRandom(3));
  expect(none.found.share).toBeLessThan(0.11);
  expect(none.mannWhitneyFound.share).toBeLessThan(0.11);
});

test('the same seed gives the same studies; without readers that differ nothing can be said', () => {
  expect(coverageOf(paperDesign, spread, 3, seededRandom(8))).toEqual(
    coverageOf(paperDesign, spread, 3, seededRandom(8)),
  );
  const alone = { ...paperDesign, readers: 1 };
  expect(() => coverageOf(alone, spread, 2, seededRandom(8))).toThrow('no simulated study could be fitted');
});
