import { expect, test } from 'vitest';
import { analyse } from '#studies/analysis/analyse.ts';
import { makeFigures } from '#studies/analysis/makeFigures.ts';
import { maskArms } from '#studies/analysis/masked.ts';
import { measureOf } from '#studies/analysis/measures.ts';
import { collectRows } from '#studies/analysis/rows.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import type { Effect } from '#studies/simulate/effect.ts';
import template from '#studies/templates/preference.json' with { type: 'json' };
import { simulatedStudy } from '../export/simulated.ts';

const effect: Effect = {
  format: 1,
  readerSd: 0,
  caseSd: 0,
  arms: [
    {
      group: 'radiologists',
      arm: 'side-by-side',
      mean: 60,
      sd: 30,
      unchanged: 1,
      answers: { better: { first: 0.6, second: 0.25, neither: 0.15 } },
    },
  ],
};

const study = simulatedStudy(schema.parse(template), 5, effect);
const collector = collectRows(study);
for (const record of study.records) collector.add(record);
const rows = collector.rows();
const open = analyse(rows, study.protocol);
const preference = { kind: 'preference', item: 'better', favours: 'first', against: 'second' } as const;

test('what was preferred is the text, on whichever side it stood', () => {
  for (const row of rows) {
    const side = row.answers['better'];
    const source = side === 'neither' ? null : study.key?.reads[row.read]?.pair?.sides[side === 'a' ? 0 : 1].source;
    expect(measureOf(preference, row)).toBe(source === null ? 0 : source === 'model' ? 1 : -1);
  }
  expect(new Set(rows.map(({ answers }) => answers['better']))).toEqual(new Set(['a', 'b', 'neither']));
  expect(rows.every(({ times, phase }) => phase === 'finished' && (times?.reading ?? 0) > 0)).toBe(true);
});

test('the odds of a preference are those of the counts where readers and cases do not vary', () => {
  const [odds, mean] = open.endpoints;
  const count = (value: number): number => rows.filter((row) => measureOf(preference, row) === value).length;
  expect(odds).toMatchObject({ arms: ['resident or reference', 'model'], reads: [count(-1), count(1)], scale: 'odds' });
  expect(odds?.notes[0]).toBe(`${count(0)} reads that prefer neither text are left out`);
  expect(mean?.estimate).toBeCloseTo((count(1) - count(-1)) / rows.length, 6);
  // With variances of zero a logistic model of an intercept gives the odds themselves; else they move away from 1.
  expect(odds?.estimate).toBeGreaterThanOrEqual(count(1) / count(-1) - 1e-6);
  expect(open.arms[0]).toMatchObject({ reads: rows.length, editWords: null, kept: null });
});

test('shares are of the texts once they are known, of the sides before', () => {
  const shares = (results: typeof open): string[] =>
    results.arms[0]?.questionnaire.find(({ item }) => item === 'better')?.options.map(({ id }) => id) ?? [];
  expect(shares(open)).toEqual(['first', 'second', 'neither']);
  const blinded = rows.map((row) => ({ ...row, arm: null, pair: null, source: null }));
  expect(shares(analyse(blinded, study.protocol))).toEqual(['a', 'b', 'neither']);
  const about = { title: { en: 'x' }, simulated: true };
  const named = makeFigures(rows, study.protocol, { ...about, arms: 'named' }).ratings[0];
  expect(named?.options.map(({ label }) => label.en)).toEqual(['model', 'resident or reference', 'No difference']);
});

test('masked, neither the sources nor which text is which can be told', () => {
  const estimates = [1, 2, 3, 4, 5, 6].map((seed) => {
    const masked = maskArms(rows, study.protocol, seed);
    const results = analyse(masked.rows, masked.protocol);
    const figures = makeFigures(masked.rows, masked.protocol, { title: { en: 'x' }, simulated: true, arms: 'letters' });
    expect(JSON.stringify([results.endpoints, figures.ratings, figures.endpoints])).not.toMatch(/model"|resident/);
    return results.endpoints[1]?.estimate ?? NaN;
  });
  const mean = open.endpoints[1]?.estimate ?? NaN;
  for (const each of estimates) expect(Math.abs(each)).toBeCloseTo(Math.abs(mean), 9);
  expect(new Set(estimates.map(Math.sign))).toEqual(new Set([1, -1]));
});
