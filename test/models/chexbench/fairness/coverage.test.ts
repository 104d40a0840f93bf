import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { gapCoverage, trueF1 } from '#models/chexbench/fairness/coverage.ts';

const first = { name: 'one', patients: 120, prevalence: 0.4, sensitivity: 0.9, specificity: 0.9 };
const second = { name: 'other', patients: 110, prevalence: 0.25, sensitivity: 0.75, specificity: 0.88 };

test('F1 of a group by hand: 0.36 hits, 0.06 extra, 0.04 missed', () => {
  expect(trueF1(first)).toBeCloseTo(0.72 / (0.72 + 0.06 + 0.04), 12);
});

/** A cheap form of `bench coverage`, whose 300 repetitions of 1,000 draws are too many for every run of the tests. */
test('the interval of a known gap holds it in about 95 of 100 repetitions, films of a patient being alike', () => {
  const order = { repetitions: 100, draws: 199, random: seededRandom(1) };
  const found = gapCoverage({ groups: [first, second], filmsPerPatient: 2, alike: 0.7 }, order);
  expect(found.failed).toBe(0);
  expect(found.truth).toBeCloseTo(trueF1(first) - trueF1(second), 12);
  expect(found.covered).toBeGreaterThanOrEqual(0.9);
  expect(found.covered).toBeLessThan(1);
  expect(Math.abs(found.bias)).toBeLessThan(0.02);
});

test('the order of the groups changes nothing but the sign', () => {
  const order = () => ({ repetitions: 10, draws: 99, random: seededRandom(2) });
  const bench = { filmsPerPatient: 1, alike: 0 };
  const renamed = { ...first, name: 'zero' };
  expect(gapCoverage({ ...bench, groups: [renamed, second] }, order()).truth).toBeGreaterThan(0);
  expect(gapCoverage({ ...bench, groups: [renamed, second] }, order()).covered).toBeGreaterThan(0.5);
});
