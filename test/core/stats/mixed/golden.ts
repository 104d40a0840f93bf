import type { Cell, Table } from '#core/stats/table.ts';

/** A golden table by column. */
export function tableOf(data: Readonly<Record<string, readonly Cell[]>>): Table {
  const columns = new Map(Object.entries(data));
  return { file: 'golden', rows: Object.values(data)[0]?.length ?? 0, columns };
}
