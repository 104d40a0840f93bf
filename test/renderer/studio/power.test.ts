import { expect, test } from 'vitest';
import { PowerForm } from '#renderer/studio/power.svelte.ts';

const preset = {
  name: 'paper',
  source: 'a paper',
  first: { mean: 83, sd: 36.3 },
  second: { mean: 79.7, sd: 54.6 },
  assumed: null,
};

test('a form takes the times of a published study, and knows when they are its own no longer', () => {
  const form = new PowerForm();
  expect(form.order('s')).toBeNull();
  form.group = 'attendings';
  form.take(preset);
  expect(form.holds(preset)).toBe(true);
  expect(form.ratio).toBeCloseTo(79.7 / 83, 12);
  expect(form.order('s')).toMatchObject({
    study: 's',
    group: 'attendings',
    first: preset.first,
    second: preset.second,
    onLists: false,
  });
  form.values.secondMean = '70';
  expect(form.holds(preset)).toBe(false);
});

test.each([
  ['firstMean', '0'],
  ['secondSd', ''],
  ['readerSd', '-0.1'],
  ['repetitions', '10.5'],
  ['target', '1'],
  ['seed', 'one'],
] as const)('%s of %j is no order', (field, text) => {
  const form = new PowerForm();
  form.group = 'attendings';
  form.take(preset);
  form.values[field] = text;
  expect(form.fits(field)).toBe(false);
  expect(form.order('s')).toBeNull();
});
