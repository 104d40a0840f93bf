import { Failure } from '#core/errors.ts';
import { geometricRatio } from '#core/stats/geometricRatio.ts';
import type { Contrast } from './contrasts.ts';
import type { Forest } from './figures.ts';
import type { ReadRow } from './rows.ts';

/** For each model contrast: the effect on reading time of each reader beside that of all. */
export function forestsOf(rows: readonly ReadRow[], contrasts: readonly Contrast[]): Forest[] {
  return contrasts
    .filter(({ analysis }) => analysis === 'mixed')
    .map((overall) => {
      const { group, arms } = overall;
      const own = rows.filter((row) => row.group === group);
      const readers = [...new Set(own.map(({ reader }) => reader))].sort(byCode);
      return {
        group,
        arms: [...arms],
        overall: { ...overall, arms: [...arms], reads: [...overall.reads], notes: [...overall.notes] },
        readers: readers.map((reader) => {
          const [first, second] = arms.map((arm) =>
            own.flatMap((row) => (row.reader === reader && row.arm === arm ? (row.times?.reading ?? []) : [])),
          ) as [number[], number[]];
          return { reader, reads: [first.length, second.length], ...readerRatio(first, second) };
        }),
      };
    });
}

/** Ratio of geometric means with Welch's interval; null where there are too few times, or none that vary. */
function readerRatio(first: readonly number[], second: readonly number[]) {
  const none = { ratio: null, ciLow: null, ciHigh: null };
  const used = [first, second].map((times) => times.filter((time) => time > 0));
  if (used.some(({ length }) => length < 2)) return none;
  try {
    const { ratio, low, high } = geometricRatio(used[0] ?? [], used[1] ?? []);
    return Number.isFinite(low) && Number.isFinite(high) ? { ratio, ciLow: low, ciHigh: high } : none;
  } catch (thrown) {
    if (thrown instanceof Failure) return none;
    throw thrown;
  }
}

/** R2 before R10. */
function byCode(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
