import type { Random } from '#core/random.ts';
import { mean } from '#core/stats/describe.ts';
import { accuracies, judge } from './accuracy.ts';
import { axes, type AxisName } from './axes.ts';
import { bootstrapMean, bootstrapStatistic, type Interval } from './bootstrap.ts';
import { averagePrecision, firstOverlap, itemBoxes } from './grounding.ts';
import type { BenchTask } from './items.ts';
import type { BenchRecord } from './record.ts';
import { findingsMetricNames, summaryMetricNames, textStatistics } from './textStatistics.ts';

/** One number of a run: a metric of a list, a source, or a slice of it. */
export interface ScoreRow {
  readonly axis: AxisName;
  readonly task: BenchTask;
  readonly source: string;
  /** Null: the whole source. */
  readonly slice: string | null;
  /** `accuracy`, `mIoU`, `mAP`, or a name of `text score`. */
  readonly metric: string;
  readonly items: number;
  /** Answers that name no option, hold no box or no text: counted as wrong. */
  readonly unparsed: number;
  readonly value: number;
  /** 95 %, from 1,000 draws of the items; null where they are too few to be drawn from. */
  readonly interval: Interval | null;
}

/** Of two items the interval would be all from 0 to 1, or nothing at all. */
const LEAST_FOR_INTERVAL = 10;

/**
 * The scores of a run in the order of the paper's table. Texts are scored without tags in brackets and asterisks, and
 * left out where the reference is empty, as the official code does; case is left to the metrics. Every row has its own
 * stream of chance.
 */
export function scoreRecords(records: readonly BenchRecord[], random: Random): ScoreRow[] {
  return axes.flatMap(({ axis, tasks }) =>
    tasks.flatMap((task) => {
      const own = records.filter((record) => record.task === task);
      const chance = random.fork(task);
      return scoreList(task, own, chance).map(({ interval, ...row }) => ({
        axis,
        task,
        ...row,
        interval: row.items < LEAST_FOR_INTERVAL ? null : interval,
      }));
    }),
  );
}

type ListRow = Omit<ScoreRow, 'axis' | 'task' | 'interval'> & { readonly interval: Interval };
type ScoreSource = (records: readonly BenchRecord[], random: Random) => Omit<ListRow, 'source'>[];

function scoreList(task: BenchTask, records: readonly BenchRecord[], random: Random): ListRow[] {
  const score = scorers[task] ?? accuracyRows;
  const sources = [...new Set(records.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const own = records.filter((record) => record.source === source);
    return score(own, random.fork(source)).map((row) => ({ source, ...row }));
  });
}

const scorers: Partial<Record<BenchTask, ScoreSource>> = {
  'Fine-Grained Reasoning': fineGrainedRows,
  'Phrase Grounding': groundingRows,
  'Findings Generation': (records, random) => textRows(records, findingsMetricNames, random),
  'Findings Summarization': (records, random) => textRows(records, summaryMetricNames, random),
};

/** The paper's three kinds of words by which two statements differ. */
const families: Readonly<Record<string, string>> = {
  left: 'side',
  right: 'side',
  lower: 'region',
  upper: 'region',
  mild: 'severity',
  severe: 'severity',
};

function fineGrainedRows(records: readonly BenchRecord[], random: Random): Omit<ListRow, 'source'>[] {
  const [whole, ...slices] = accuracyRows(records, random);
  const told = records.filter(({ slice }) => families[slice ?? ''] !== undefined);
  const byFamily = told.map((record) => ({ ...record, slice: families[record.slice ?? ''] ?? null }));
  const [, ...rows] = accuracyRows(byFamily, random);
  return whole ? [whole, ...rows, ...slices] : [];
}

function accuracyRows(records: readonly BenchRecord[], random: Random): Omit<ListRow, 'source'>[] {
  return accuracies(records.map(judge), random).map(({ slice, items, unparsed, accuracy, interval }) => ({
    slice,
    metric: 'accuracy',
    items,
    unparsed,
    value: accuracy,
    interval,
  }));
}

function groundingRows(records: readonly BenchRecord[], random: Random): Omit<ListRow, 'source'>[] {
  const boxes = records.map(({ reference, said }) => itemBoxes({ reference, answer: said }));
  const overlaps = boxes.map(firstOverlap);
  const common = {
    slice: null,
    items: records.length,
    unparsed: boxes.filter(({ answer }) => answer.length === 0).length,
  };
  const drawn = (rows: Uint32Array) => Array.from(rows, (row) => boxes[row]).filter((item) => item !== undefined);
  return [
    {
      ...common,
      metric: 'mIoU',
      value: mean(overlaps) ?? 0,
      interval: bootstrapMean(overlaps, random.fork('mIoU')),
    },
    {
      ...common,
      metric: 'mAP',
      value: averagePrecision(boxes),
      interval: bootstrapStatistic(boxes.length, random.fork('mAP'), (rows) => averagePrecision(drawn(rows))),
    },
  ];
}

function textRows(
  records: readonly BenchRecord[],
  metrics: Parameters<typeof textStatistics>[1],
  random: Random,
): Omit<ListRow, 'source'>[] {
  const pairs = textPairs(records);
  if (pairs.length === 0) return [];
  const unparsed = pairs.filter(({ candidate }) => candidate === '').length;
  return textStatistics(pairs, metrics).map(({ metric, value, of }) => ({
    slice: null,
    metric,
    items: pairs.length,
    unparsed,
    value,
    interval: bootstrapStatistic(pairs.length, random.fork(metric), of),
  }));
}

/** The texts of free answers as they are scored. */
export function textPairs(records: readonly BenchRecord[]): { candidate: string; references: string[] }[] {
  return records
    .map(({ reference, said }) => ({ candidate: cleaned(said), references: [cleaned(reference)] }))
    .filter(({ references: [reference] }) => reference !== '');
}

function cleaned(text: string): string {
  return text
    .replace(/<\|[^|]*\|>|\[[^\]]*\]|\*/g, ' ')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
