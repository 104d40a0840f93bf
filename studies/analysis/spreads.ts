import { quantile } from '#core/stats/describe.ts';
import type { Spread } from './figures.ts';
import type { ReadRow } from './rows.ts';

/** The reading times of each arm of each group, of all its readers and of each one. */
export function spreadsOf(rows: readonly ReadRow[]): Spread[] {
  const cells = new Map<string, { spread: Pick<Spread, 'group' | 'arm' | 'reader'>; times: number[] }>();
  function add(row: ReadRow, reader: string | null): void {
    const { group, arm } = row;
    const key = `${group} ${arm} ${reader}`;
    const cell = cells.get(key) ?? { spread: { group, arm, reader }, times: [] };
    cells.set(key, cell);
    cell.times.push(...(row.times?.reading === null || row.times === null ? [] : [row.times.reading]));
  }
  for (const row of rows) add(row, null);
  for (const row of rows) add(row, row.reader);
  return [...cells.values()].map(({ spread, times }) => ({
    ...spread,
    reads: times.length,
    p5: quantile(times, 0.05),
    q1: quantile(times, 0.25),
    median: quantile(times, 0.5),
    q3: quantile(times, 0.75),
    p95: quantile(times, 0.95),
  }));
}
