import { mean } from '#core/stats/describe.ts';
import type { Random } from '#core/random.ts';
import { chosenOption } from './answers.ts';
import { bootstrapMean, type Interval } from './bootstrap.ts';
import type { BenchRecord } from './record.ts';

/** One answered question. */
export interface ChoiceRecord {
  readonly source: string;
  readonly slice: string | null;
  /** Place of the option that the answer names; null when it names none. */
  readonly chosen: number | null;
  readonly right: boolean;
}

/** Accuracy of a source, or of a slice of it, with a 95 % interval; an unparsed answer is wrong. */
export interface Accuracy {
  readonly source: string;
  /** Null: the whole source. */
  readonly slice: string | null;
  readonly items: number;
  readonly unparsed: number;
  readonly accuracy: number;
  readonly interval: Interval;
}

/** What an answer to a question with options comes to. */
export function judge({
  source,
  slice,
  options,
  answer,
  said,
}: Pick<BenchRecord, 'source' | 'slice' | 'options' | 'answer' | 'said'>): ChoiceRecord {
  const chosen = chosenOption(said, options);
  return { source, slice, chosen, right: chosen !== null && chosen === answer };
}

/** Accuracy by source, and by slice where a source has slices, in the order in which they first stand. */
export function accuracies(records: readonly ChoiceRecord[], random: Random): Accuracy[] {
  const groups = new Map<string, { source: string; slice: string | null; records: ChoiceRecord[] }>();
  for (const record of records) {
    for (const slice of record.slice === null ? [null] : [null, record.slice]) {
      const key = JSON.stringify([record.source, slice]);
      const group = groups.get(key) ?? { source: record.source, slice, records: [] };
      groups.set(key, group);
      group.records.push(record);
    }
  }
  return [...groups].map(([key, { source, slice, records: those }]) => {
    const rights = those.map(({ right }) => (right ? 1 : 0));
    return {
      source,
      slice,
      items: those.length,
      unparsed: those.filter(({ chosen }) => chosen === null).length,
      accuracy: mean(rights) ?? 0,
      // A stream of its own for each group, so that a further slice leaves the other intervals alone.
      interval: bootstrapMean(rights, random.fork(key)),
    };
  });
}
