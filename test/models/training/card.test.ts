import { expect, test } from 'vitest';
import { cardText } from '#models/training/card.ts';
import { curvesSvg, thinned } from '#models/training/curves.ts';
import { evaluate } from '#models/training/evaluation.ts';
import { usualPlan } from '#models/training/mini.ts';

const plan = usualPlan(7);

test('the card names seed, figures, hashes and limits', async () => {
  const figures = await evaluate(
    () => Promise.resolve('Small right pleural effusion.'),
    { seed: 1, split: 'validation', patients: 3 },
    () => {},
  );
  const micro = { ...figures.micro, f1: 0.8512 };
  const text = cardText({
    plan,
    parameters: 1234567,
    bytes: 2_345_678,
    hashes: { 'model.safetensors': 'ab12' },
    data: { texts: 'cd34' },
    seconds: { vision: 2040.4 },
    evaluations: [
      { ...figures, micro },
      { ...figures, seed: 2, split: 'test' },
    ],
    exact: { ...figures, micro: { ...micro, f1: 0.8549 } },
    speed: {
      ...{ threads: 1, steps: 15, sequences: 12 },
      ...{ chexstudy: { wall: 1, cpu: 1.1 }, pytorch: { wall: 1.2, cpu: 1.21 }, cpuRatio: 0.909 },
    },
  });
  for (const part of [
    'not for clinical use',
    '| seed | 7 |',
    '1234567',
    '2.3 MB, int8',
    'int8 0.851, fp32 0.855',
    "0.91 times PyTorch's",
    '- `model.safetensors` ab12',
    '- `texts` cd34',
    `| vision | ${plan.stages[1]?.schedule.steps} | 0.0015 | 2040 |`,
    '## Figures, test split of seed 2, 3 patients',
    '| women |',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/NaN|undefined/);
});

test('thinned keeps the mean and leaves few points', () => {
  const values = Array.from({ length: 1000 }, (_, index) => index);
  const points = thinned(values);
  expect(points.length).toBe(120);
  expect(points.reduce((sum, value) => sum + value, 0) / points.length).toBeCloseTo(499.5, 0);
  expect(thinned([3, 1])).toEqual([3, 1]);
});

test('curves have a panel each, scaled to their own most', () => {
  const svg = curvesSvg([
    { name: 'language', values: [4, 2] },
    { name: 'a < b', values: [] },
  ]);
  expect(svg.match(/<g /g)?.length).toBe(2);
  expect(svg).toContain('M34.0 34.0L286.0 90.0');
  expect(svg).toContain('a &lt; b');
  expect(svg).not.toContain('NaN');
});
