import { Failure } from '#core/errors.ts';
import { bleuCounts, cocoBleu, sumCounts } from './bleu.ts';
import { chrf } from './chrf.ts';
import { cider, type CiderVariant } from './cider.ts';
import { findingsMetrics } from './findingsMetrics.ts';
import { meteor } from './meteor.ts';
import type { Metric, Scores, TextPair } from './metric.ts';
import { words } from './ngrams.ts';
import { cocoRougeL, rougeL, rougeN, rougeWords } from './rouge.ts';
import { sacreBleu, tokenise13a } from './sacrebleu.ts';

/** Every metric by the name that commands take. */
export const metrics = {
  'bleu-1': cocoBleuOf(1),
  'bleu-2': cocoBleuOf(2),
  'bleu-3': cocoBleuOf(3),
  'bleu-4': cocoBleuOf(4),
  sacrebleu: {
    definition: 'BLEU-4 of sacreBLEU, tokeniser 13a, exponential smoothing, 0 to 100',
    score: scoreSacreBleu,
  },
  'rouge-1': { definition: 'ROUGE-1 F1 of ROUGE-1.5.5 and rouge-score, without stems, 0 to 1', score: rougeNOf(1) },
  'rouge-2': { definition: 'ROUGE-2 F1 of ROUGE-1.5.5 and rouge-score, without stems, 0 to 1', score: rougeNOf(2) },
  'rouge-l': {
    definition: 'ROUGE-L F1 of ROUGE-1.5.5 and rouge-score, without stems, 0 to 1; several references: the best',
    score: averaged(({ candidate, references }) =>
      Math.max(...references.map((reference) => rougeL(rougeWords(candidate), rougeWords(reference)).f)),
    ),
  },
  'rouge-l-coco': {
    definition: 'ROUGE-L of the COCO tools and nlg-eval, F with beta 1.2, 0 to 1',
    score: averaged(({ candidate, references }) => cocoRougeL(words(candidate), references.map(words))),
  },
  meteor: {
    definition: 'METEOR of nltk (alpha 0.9, beta 3, gamma 0.5), exact stage only, 0 to 1',
    score: averaged(({ candidate, references }) => meteor(words(candidate), references.map(words))),
  },
  cider: { definition: 'CIDEr of the COCO tools and nlg-eval, which is CIDEr-D, 0 to 10', score: ciderOf('coco') },
  'cider-plain': {
    definition: 'CIDEr of the paper, without clipping and length penalty, words not stemmed, 0 to 10',
    score: ciderOf('plain'),
  },
  chrf: { definition: 'chrF2 of sacreBLEU, 0 to 100', score: (pairs) => chrf(pairs) },
  ...findingsMetrics,
} satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** The names that `text` stands for: one, or every one for `all`. Throws metric-unknown. */
export function metricNames(text: string): MetricName[] {
  const known = Object.keys(metrics) as MetricName[];
  const wanted = known.filter((name) => text === 'all' || name === text);
  if (wanted.length === 0) throw new Failure('metric-unknown', { metric: text, metrics: `${known.join(', ')}, all` });
  return wanted;
}

function cocoBleuOf(order: number): Metric {
  return {
    definition: `BLEU-${order} of the COCO tools and nlg-eval, 0 to 1`,
    score: (pairs) => {
      const counts = pairs.map((pair) => bleuCounts(words(pair.candidate), pair.references.map(words), order));
      return {
        corpus: cocoBleu(sumCounts(counts, order))[order - 1] ?? 0,
        each: counts.map((one) => cocoBleu(one)[order - 1] ?? 0),
      };
    },
  };
}

function scoreSacreBleu(pairs: readonly TextPair[]): Scores {
  const counts = pairs.map(({ candidate, references }) =>
    bleuCounts(tokenise13a(candidate), references.map(tokenise13a)),
  );
  return {
    corpus: sacreBleu(sumCounts(counts), { method: 'exponential' }),
    each: counts.map((one) => sacreBleu(one, { method: 'exponential', effectiveOrder: true })),
  };
}

function rougeNOf(order: number): Metric['score'] {
  return averaged(({ candidate, references }) =>
    Math.max(...references.map((reference) => rougeN(rougeWords(candidate), rougeWords(reference), order).f)),
  );
}

function ciderOf(variant: CiderVariant): Metric['score'] {
  return (pairs) => {
    const items = pairs.map((pair) => ({ candidate: words(pair.candidate), references: pair.references.map(words) }));
    return withMean(cider(items, variant));
  };
}

function averaged(score: (pair: TextPair) => number): Metric['score'] {
  return (pairs) => withMean(pairs.map(score));
}

function withMean(each: readonly number[]): Scores {
  return { corpus: each.reduce((sum, value) => sum + value, 0) / each.length, each };
}
