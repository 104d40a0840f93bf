import type { Random } from '#core/random.ts';
import { holm } from '#core/stats/multiplicity.ts';
import { pairedT } from '#core/stats/tTest.ts';
import { axes } from './axes.ts';
import { comparePaired, type PairedDifference } from './bootstrap.ts';
import type { BenchTask } from './items.ts';
import { itemMetric, itemValues } from './itemValues.ts';
import type { BenchRecord } from './record.ts';

/** A model's answers. */
export interface ModelRecords {
  readonly model: string;
  readonly records: readonly BenchRecord[];
}

/** The best two models of a source, item by item. */
export interface Comparison extends PairedDifference {
  readonly task: BenchTask;
  readonly source: string;
  readonly metric: string;
  readonly items: number;
  readonly best: string;
  readonly second: string;
  /** Holm's adjustment of `p` over all comparisons. */
  readonly adjusted: number;
  /** The paper's test: Student's, of pairs, two-sided; null where the items do not differ. */
  readonly pairedT: number | null;
}

/**
 * The best and the second-best model of every source, compared on the same items, as the paper does; of two models these
 * are the two. All models must have answered the same items in the same order.
 */
export function compareModels(models: readonly ModelRecords[], random: Random): Comparison[] {
  const found = axes.flatMap(({ tasks }) => tasks.flatMap((task) => compareList(models, task, random.fork(task))));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((one, index) => ({ ...one, adjusted: adjusted[index] ?? 1 }));
}

function compareList(models: readonly ModelRecords[], task: BenchTask, random: Random): Omit<Comparison, 'adjusted'>[] {
  const own = models.map(({ model, records }) => ({ model, items: itemValues(task, records) }));
  const sources = [...new Set(own[0]?.items.map(({ record }) => record.source))];
  return sources.flatMap((source) => {
    const ranked = own
      .map(({ model, items }) => {
        const those = items.filter(({ record }) => record.source === source);
        return { model, values: those.map(({ value }) => value) };
      })
      .sort((one, other) => total(other.values) - total(one.values));
    const [best, second] = ranked;
    if (!best || !second || best.values.length === 0) return [];
    return [
      {
        task,
        source,
        metric: itemMetric(task),
        items: best.values.length,
        best: best.model,
        second: second.model,
        pairedT: studentP(best.values, second.values),
        ...comparePaired(best.values, second.values, random.fork(source)),
      },
    ];
  });
}

/** Null where there is nothing to test: one item, or the same difference everywhere. */
function studentP(first: readonly number[], second: readonly number[]): number | null {
  const differences = new Set(first.map((value, index) => value - (second[index] ?? 0)));
  return differences.size < 2 ? null : pairedT(first, second).p;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
