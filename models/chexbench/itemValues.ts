import { judge } from './accuracy.ts';
import { firstOverlap, itemBoxes } from './grounding.ts';
import type { BenchTask } from './items.ts';
import type { BenchRecord } from './record.ts';
import { textPairs } from './score.ts';
import { textStatistics } from './textStatistics.ts';

/** An answer with how good it is, 0 to 1. */
export interface ItemValue {
  readonly record: BenchRecord;
  readonly value: number;
}

/** How each answer of a list is valued where items are compared one by one; texts without a reference have no value. */
export function itemValues(task: BenchTask, records: readonly BenchRecord[]): readonly ItemValue[] {
  const own = records.filter((record) => record.task === task);
  const metric = itemMetric(task);
  if (metric === 'accuracy') return own.map((record) => ({ record, value: judge(record).right ? 1 : 0 }));
  if (metric === 'IoU') {
    return own.map((record) => {
      const boxes = itemBoxes({ reference: record.reference, answer: record.said });
      return { record, value: firstOverlap(boxes) };
    });
  }
  const told = own.filter((record) => textPairs([record]).length > 0);
  const each = told.length === 0 ? [] : (textStatistics(textPairs(told), [metric])[0]?.each ?? []);
  return told.map((record, index) => ({ record, value: each[index] ?? 0 }));
}

/** What `itemValues` measures. */
export function itemMetric(task: BenchTask): 'accuracy' | 'IoU' | 'findings-micro-14' | 'rouge-l' {
  switch (task) {
    case 'Phrase Grounding':
      return 'IoU';
    case 'Findings Generation':
      return 'findings-micro-14';
    case 'Findings Summarization':
      return 'rouge-l';
    default:
      return 'accuracy';
  }
}
