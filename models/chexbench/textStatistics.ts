import { mean } from '#core/stats/describe.ts';
import { bleuCounts, cocoBleu, sumCounts } from '#core/text/bleu.ts';
import { fiveFindings, findings, type Finding } from '#core/text/findings.ts';
import { labelReport } from '#core/text/labeller/label.ts';
import type { TextPair } from '#core/text/metric.ts';
import { metrics, type MetricName } from '#core/text/metrics.ts';
import { words } from '#core/text/ngrams.ts';

/** A metric of a list of texts, ready to be computed again and again on draws of them. */
export interface TextStatistic {
  readonly metric: MetricName;
  /** The value of the whole list. */
  readonly value: number;
  /** One value a text, for comparisons of two models text by text. */
  readonly each: readonly number[];
  /** The value of the texts that were drawn, by their places. */
  of(rows: Uint32Array): number;
}

const ORDER = 4;

/** The paper's metrics for findings that need no network of their own, with the usual ones of captioning beside. */
export const findingsMetricNames = [
  'findings-macro-14',
  'findings-micro-14',
  'findings-macro-5',
  'findings-micro-5',
  'bleu-4',
  'rouge-l',
  'meteor',
  'cider',
] as const;

/** The paper has ROUGE-L for summaries. */
export const summaryMetricNames = ['rouge-l', 'bleu-4', 'meteor', 'findings-micro-14'] as const;

/** Labels and counts are made once, however often the texts are drawn. */
export function textStatistics(pairs: readonly TextPair[], names: readonly MetricName[]): TextStatistic[] {
  return names.map((metric) => {
    const { corpus, each } = metrics[metric].score(pairs);
    return { metric, value: corpus, each, of: redrawn(metric, pairs, each) };
  });
}

function redrawn(metric: MetricName, pairs: readonly TextPair[], each: readonly number[]): TextStatistic['of'] {
  const [, average, list] = /^findings-(micro|macro)-(5|14)$/.exec(metric) ?? [];
  if (average !== undefined) return redrawnF1(pairs, list === '5' ? fiveFindings : findings, average === 'micro');
  if (metric === 'bleu-4') return redrawnBleu(pairs);
  return (rows) => mean(Array.from(rows, (row) => each[row] ?? 0)) ?? 0;
}

function redrawnBleu(pairs: readonly TextPair[]): TextStatistic['of'] {
  const counts = pairs.map(({ candidate, references }) => bleuCounts(words(candidate), references.map(words), ORDER));
  return (rows) => {
    const drawn = Array.from(rows, (row) => counts[row]).filter((count) => count !== undefined);
    return cocoBleu(sumCounts(drawn, ORDER))[ORDER - 1] ?? 0;
  };
}

/** As `findingsF1`, from sums of hits, extras and misses; a test holds the two together. */
function redrawnF1(pairs: readonly TextPair[], list: readonly Finding[], micro: boolean): TextStatistic['of'] {
  const width = list.length;
  const there = (text: string): boolean[] => {
    const { labels } = labelReport(text);
    return list.map((finding) => labels[finding] === 1);
  };
  const [hit, wrong] = [new Uint8Array(pairs.length * width), new Uint8Array(pairs.length * width)];
  pairs.forEach(({ candidate, references }, row) => {
    const [said, meant] = [there(candidate), there(references.join('\n\n'))];
    for (let place = 0; place < width; place++) {
      hit[row * width + place] = said[place] && meant[place] ? 1 : 0;
      wrong[row * width + place] = said[place] === meant[place] ? 0 : 1;
    }
  });
  return (rows) => {
    const [hits, wrongs] = [new Float64Array(width), new Float64Array(width)];
    for (const row of rows) {
      for (let place = 0; place < width; place++) {
        hits[place] = (hits[place] ?? 0) + (hit[row * width + place] ?? 0);
        wrongs[place] = (wrongs[place] ?? 0) + (wrong[row * width + place] ?? 0);
      }
    }
    if (micro) return f1(sum(hits), sum(wrongs));
    return mean(Array.from(hits, (count, place) => f1(count, wrongs[place] ?? 0))) ?? 0;
  };
}

/** Nought where there is neither a hit nor a fault, as scikit-learn has it. */
function f1(hits: number, wrong: number): number {
  return hits + wrong === 0 ? 0 : (2 * hits) / (2 * hits + wrong);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
