import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { findingsMetrics } from '#core/text/findingsMetrics.ts';
import { metrics } from '#core/text/metrics.ts';
import { compareModels } from '#models/chexbench/compare.ts';
import { publishedFor } from '#models/chexbench/published.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { scoreRecords } from '#models/chexbench/score.ts';
import { findingsMetricNames, textStatistics } from '#models/chexbench/textStatistics.ts';

const blank: BenchRecord = {
  task: 'Fine-Grained Reasoning',
  index: 0,
  source: 'OpenI',
  slice: null,
  images: [],
  attributes: {},
  prompt: '',
  options: ['yes', 'no'],
  answer: 0,
  reference: '',
  said: '',
  scores: null,
  failure: null,
};

function free(task: BenchRecord['task'], reference: string, said: string): BenchRecord {
  return { ...blank, task, options: [], answer: null, reference, said };
}

const reports = [
  ['Large left pleural effusion. Heart size is normal.', 'Large left pleural effusion.'],
  ['There is cardiomegaly. No pneumothorax.', 'Heart size is normal. Mild pulmonary edema.'],
  ['Mild pulmonary edema with cardiomegaly.', 'Mild pulmonary edema with cardiomegaly.'],
  ['The lungs are clear.', ''],
].map(([reference = '', said = '']) => ({ candidate: said, references: [reference] }));

test('a list drawn as it is has the very value of the metric, F1 and BLEU included', () => {
  const rows = Uint32Array.from(reports.keys());
  for (const { metric, value, of } of textStatistics(reports, findingsMetricNames)) {
    expect(of(rows), metric).toBeCloseTo(value, 12);
    expect(value, metric).toBe(metrics[metric].score(reports).corpus);
  }
  const doubled = [0, 0, 2].map((row) => reports[row] ?? reports[0]).filter((pair) => pair !== undefined);
  const [macro] = textStatistics(reports, ['findings-macro-14']);
  expect(macro?.of(Uint32Array.of(0, 0, 2))).toBeCloseTo(
    findingsMetrics['findings-macro-14'].score(doubled).corpus,
    12,
  );
});

test('fine-grained reasoning by the kind of word too, empty references left out, no box is a miss', () => {
  const records = [
    { ...blank, slice: 'left', said: '(A)' },
    { ...blank, slice: 'right', said: '(B)' },
    { ...blank, slice: 'mild', said: 'hm' },
    free('Phrase Grounding', '(0,0),(10,10)', '(0,0),(10,10)'),
    free('Phrase Grounding', '(0,0),(10,10)', 'nowhere'),
    free('Findings Summarization', '', 'something'),
    free('Findings Summarization', '<|x|>Clear [PA] *lungs*.', 'clear lungs'),
  ];
  const rows = scoreRecords(records, seededRandom(1)).map((row) => [
    row.axis,
    row.slice,
    row.metric,
    row.items,
    row.unparsed,
    row.value,
  ]);
  expect(rows.slice(0, 8)).toEqual([
    ['image-text reasoning', null, 'accuracy', 3, 1, 1 / 3],
    ['image-text reasoning', 'side', 'accuracy', 2, 0, 1 / 2],
    ['image-text reasoning', 'severity', 'accuracy', 1, 1, 0],
    ['image-text reasoning', 'left', 'accuracy', 1, 0, 1],
    ['image-text reasoning', 'right', 'accuracy', 1, 0, 0],
    ['image-text reasoning', 'mild', 'accuracy', 1, 1, 0],
    ['image-text reasoning', null, 'mIoU', 2, 1, 1 / 2],
    ['image-text reasoning', null, 'mAP', 2, 1, 1 / 2],
  ]);
  expect(rows[8]).toEqual(['text generation', null, 'rouge-l', 1, 0, 1]);
});

test('what the paper prints stands beside the same source, under whatever spelling', () => {
  const row = { task: 'View Classification', source: 'mimic_cxr', slice: null, metric: 'accuracy' } as const;
  expect(publishedFor(row).map(({ model, value }) => [model, value])).toEqual([
    ['CheXagent', 0.993],
    ['GPT-4V', 0.847],
  ]);
  expect(publishedFor({ ...row, source: 'Phantoms, natural' })).toEqual([]);
});

test('the best two of three models, with the paired t test of R: t.test(a, b, paired = TRUE)$p.value', () => {
  const answers = (...rights: number[]) =>
    rights.map((right): BenchRecord => ({ ...blank, said: right ? '(A)' : '(B)' }));
  const models = [
    { model: 'worst', records: answers(0, 0, 0, 0, 0, 0, 1, 0) },
    { model: 'best', records: answers(1, 1, 1, 1, 1, 0, 1, 1) },
    { model: 'second', records: answers(1, 0, 0, 1, 0, 1, 1, 0) },
  ];
  const [one, ...more] = compareModels(models, seededRandom(2));
  expect(more).toEqual([]);
  expect(one).toMatchObject({ best: 'best', second: 'second', items: 8, difference: 3 / 8 });
  // Differences 0 1 1 0 1 -1 0 1: mean 3/8, sum of squares 5, so t = 0.375 / sqrt((5 - 9/8) / 7 / 8) on 7 degrees.
  expect(one?.pairedT).toBeCloseTo(0.1970221, 6);
  expect(one?.adjusted).toBe(one?.p);
});
