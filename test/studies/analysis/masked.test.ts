import { expect, test } from 'vitest';
import { analyse } from '#studies/analysis/analyse.ts';
import { maskArms, tellTales } from '#studies/analysis/masked.ts';
import { collectRows } from '#studies/analysis/rows.ts';
import { simulatedStudy } from '../export/simulated.ts';

const study = simulatedStudy();
const collector = collectRows(study);
for (const record of study.records) collector.add(record);
const open = analyse(collector.rows(), study.protocol);

test('letters stand for the arms, and nothing else changes', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { rows, protocol } = maskArms(collector.rows(), study.protocol, seed);
    const masked = analyse(rows, protocol);
    const { arms, contrasts, endpoints, idleCaps } = masked;
    expect(JSON.stringify({ arms, contrasts, endpoints, idleCaps })).not.toMatch(/scratch"|model-draft|resident-draft/);
    expect(arms.map(({ group, arm }) => `${group} ${arm}`)).toEqual([
      'residents A',
      'residents B',
      'attendings A',
      'attendings B',
    ]);
    expect(endpoints.map(({ p }) => p)).toEqual(open.endpoints.map(({ p }) => p));
    const means = (part: typeof arms): (number | null)[] => part.map(({ timeMean }) => timeMean).sort();
    expect(means(arms)).toEqual(means(open.arms));
    const [first] = contrasts;
    const other = open.contrasts[0]?.ratio ?? NaN;
    expect([other, 1 / other].some((ratio) => Math.abs(ratio - (first?.ratio ?? NaN)) < 1e-12)).toBe(true);
  }
});

test('the order of the letters is one of chance', () => {
  const orders = Array.from(
    { length: 12 },
    (_, seed) => maskArms([], study.protocol, seed).protocol.endpoints?.[0]?.arms,
  );
  expect(new Set(orders.map((arms) => arms?.join(''))).size).toBe(2);
});

test('what tells arms apart in spite of their letters is said', () => {
  const { rows, protocol } = maskArms(collector.rows(), study.protocol, 1);
  const { arms } = analyse(rows, protocol);
  const empty = arms.find(({ group, kept }) => group === 'residents' && kept === null)?.arm;
  expect(tellTales(arms).map((words) => words.replace(/\(.*\)/, ''))).toEqual([
    'residents: the arms differ in size , so whoever knows the protocol can tell them apart',
    `residents: the reads of ${empty} began from an empty page, which tells what it is`,
    'attendings: the arms differ in size , so whoever knows the protocol can tell them apart',
  ]);
  expect(tellTales(arms.map((each) => ({ ...each, readsPlanned: 5, kept: 1 })))).toEqual([]);
});
