import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bleuCounts, cocoBleu, modifiedPrecision, sumCounts } from '#core/text/bleu.ts';
import { cider } from '#core/text/cider.ts';
import { meteor } from '#core/text/meteor.ts';
import { words } from '#core/text/ngrams.ts';
import { cocoRougeL, rougeL, rougeN, rougeWords } from '#core/text/rouge.ts';
import { sacreBleu, tokenise13a, tokeniseInternational } from '#core/text/sacrebleu.ts';
import { dataFolder } from '#test/data.ts';
import published from '#test/golden/text/published.json' with { type: 'json' };

const { nlgEval, nltk, rouge155, sacrebleu } = published;
const data = dataFolder();

describe('nlg-eval', () => {
  test.each(nlgEval.cases)('$name', ({ hyps, refs, expected }) => {
    const items = hyps.map((hyp, index) => ({
      candidate: words(hyp),
      references: (refs[index] ?? []).map(words),
    }));
    const counts = sumCounts(items.map(({ candidate, references }) => bleuCounts(candidate, references)));
    const scores = cocoBleu(counts);
    [expected.Bleu_1, expected.Bleu_2, expected.Bleu_3, expected.Bleu_4].forEach((value, index) => {
      expect(scores[index]).toBeCloseTo(value, 5);
    });
    expect(mean(items.map((item) => cocoRougeL(item.candidate, item.references)))).toBeCloseTo(expected.ROUGE_L, 6);
    expect(mean(cider(items, 'coco'))).toBeCloseTo(expected.CIDEr, 6);
  });
});

describe('nltk', () => {
  test.each(nltk.meteor)('METEOR of $hyp against $refs.length', ({ hyp, refs, expected }) => {
    expect(meteor(words(hyp), refs.map(words))).toBeCloseTo(expected, 4);
  });

  test.each(nltk.bleu_paper.modified_precision)('modified precision of $hyp', ({ hyp, refs, n1, n2 }) => {
    expect(modifiedPrecision(words(hyp), refs.map(words), 1)).toBeCloseTo(n1, 4);
    expect(modifiedPrecision(words(hyp), refs.map(words), 2)).toBeCloseTo(n2, 4);
  });
});

describe('ROUGE-1.5.5', () => {
  test.each(rouge155.targets.map((target, index) => ({ target, index })))('text $index', ({ target, index }) => {
    const candidate = rougeWords(rouge155.predictions[index] ?? '');
    const reference = rougeWords(target);
    const ours = {
      rouge1: rougeN(candidate, reference, 1),
      rouge2: rougeN(candidate, reference, 2),
      rougeL: rougeL(candidate, reference),
    };
    for (const [name, overlap] of Object.entries(ours)) {
      const expected = rouge155.expected[name as keyof typeof ours][index];
      expect(overlap.precision).toBeCloseTo(expected?.precision ?? NaN, 5);
      expect(overlap.recall).toBeCloseTo(expected?.recall ?? NaN, 5);
      expect(overlap.f).toBeCloseTo(expected?.f ?? NaN, 5);
    }
  });

  test.each(rouge155.simple)('$prediction for $target', ({ target, prediction, rouge1, rouge2, rougeL: longest }) => {
    const candidate = rougeWords(prediction);
    const reference = rougeWords(target);
    const none = prediction === '' ? { precision: 0, recall: 0, f: 0 } : undefined;
    if (rouge1 ?? none) expect(rougeN(candidate, reference, 1)).toEqual(rouge1 ?? none);
    if (rouge2 ?? none) expect(rougeN(candidate, reference, 2)).toEqual(rouge2 ?? none);
    if (longest ?? none) expect(rougeL(candidate, reference)).toEqual(longest ?? none);
  });
});

describe('sacreBLEU', () => {
  const { hyps, refs, expected } = sacrebleu.corpus;
  test.each([
    ['default(13a)', tokenise13a, 4, 6],
    ['tokenize=none', words, 4, 6],
    ['tokenize=intl', tokeniseInternational, 4, 6],
    ['max_ngram_1', tokenise13a, 1, 2],
    ['max_ngram_2', tokenise13a, 2, 2],
    ['max_ngram_3', tokenise13a, 3, 2],
    ['max_ngram_5', tokenise13a, 5, 2],
    ['max_ngram_6', tokenise13a, 6, 2],
  ] as const)('%s', (name, tokenise, order, places) => {
    const counts = hyps.map((hyp, index) =>
      bleuCounts(
        tokenise(hyp),
        refs.map((stream) => tokenise(stream[index] ?? '')),
        order,
      ),
    );
    expect(sacreBleu(sumCounts(counts, order), { method: 'exponential' })).toBeCloseTo(expected[name], places);
  });

  test('empty candidates', () => {
    const counts = hyps.map((_, index) => bleuCounts([], [words(refs[0]?.[index] ?? '')]));
    expect(sacreBleu(sumCounts(counts), { method: 'exponential' })).toBe(expected['all hyps empty']);
  });

  test.each(sacrebleu.raw_floor_smooth_0_01 as [string[], string[], number][])(
    'floor: %j for %j',
    (hyps, refs, value) => {
      const counts = hyps.map((hyp, index) => bleuCounts(words(hyp), [words(refs[index] ?? '')]));
      const score = sacreBleu(sumCounts(counts), { method: 'floor', floor: 0.01, effectiveOrder: true });
      expect(score / 100).toBeCloseTo(value, 12);
    },
  );

  test('counts', () => {
    const { hyp, ref, common, total } = sacrebleu.statistics;
    expect(bleuCounts(words(hyp), [words(ref)])).toMatchObject({ common, total });
  });
});

interface OpenI {
  readonly items: readonly { readonly ref: string; readonly hyp: string }[];
  readonly expected: Record<'corpus', Record<string, number>> & Record<'per_item', Record<string, number[]>>;
}

test.skipIf(data === null)('60 real reports, scored by pycocoevalcap', () => {
  const file = join(data ?? '', 'metrics', 'openi_coco_metrics.json');
  const { items, expected } = JSON.parse(readFileSync(file, 'utf8')) as OpenI;
  const pairs = items.map(({ ref, hyp }) => ({ candidate: words(hyp), references: [words(ref)] }));
  const counts = pairs.map(({ candidate, references }) => bleuCounts(candidate, references));
  const each = counts.map(cocoBleu);
  const rouge = pairs.map(({ candidate, references }) => cocoRougeL(candidate, references));
  const consensus = cider(pairs, 'coco');
  const perItem = {
    Bleu_1: each.map((one) => one[0]),
    Bleu_4: each.map((one) => one[3]),
    ROUGE_L: rouge,
    CIDEr: consensus,
  };
  for (const [name, values] of Object.entries(perItem)) {
    values.forEach((value, index) => expect(value).toBeCloseTo(expected.per_item[name]?.[index] ?? NaN, 9));
  }
  cocoBleu(sumCounts(counts)).forEach((value, index) => {
    expect(value).toBeCloseTo(expected.corpus[`Bleu_${index + 1}`] ?? NaN, 12);
  });
  expect(mean(rouge)).toBeCloseTo(expected.corpus['ROUGE_L'] ?? NaN, 12);
  expect(mean(consensus)).toBeCloseTo(expected.corpus['CIDEr'] ?? NaN, 9);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
