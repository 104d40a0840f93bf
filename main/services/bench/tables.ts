import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFolder, writeNew } from '#main/services/files.ts';
import { itemMetric, itemValues } from '#models/chexbench/itemValues.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { csvLines } from '#studies/export/table.ts';
import { readWhole, scoredRun, type ScoredRun } from './scored.ts';

/** Writes `scores.csv` and `answers.csv` into a folder `tables` beside a run, in place of older ones; gives its path. */
export async function saveTables({ folder, run }: { readonly folder: string; readonly run: string }): Promise<string> {
  const { run: order, records } = await readWhole(run);
  const tables = join(folder, 'tables');
  await rm(tables, { recursive: true, force: true });
  await buildFolder(tables, async (aside) => {
    await writeNew(join(aside, 'scores.csv'), scoresTable(scoredRun(order, records)));
    await writeNew(join(aside, 'answers.csv'), answersTable(records));
  });
  return tables;
}

function scoresTable({ rows }: ScoredRun): string {
  const header = ['task', 'source', 'subgroup', 'metric', 'items', 'unparsed', 'value', 'ci_low', 'ci_high'];
  return csvLines([
    header,
    ...rows.map((row) => [
      row.task,
      row.source,
      row.slice,
      row.metric,
      row.items,
      row.unparsed,
      row.value,
      row.interval?.low ?? null,
      row.interval?.high ?? null,
    ]),
  ]);
}

function answersTable(records: readonly BenchRecord[]): string {
  const header = ['task', 'item', 'source', 'subgroup', 'images', 'prompt', 'reference', 'answer', 'metric', 'value'];
  const values = new Map(
    benchTasks.flatMap((task) => itemValues(task, records).map(({ record, value }) => [record, value] as const)),
  );
  return csvLines([
    header,
    ...records.map((record) => [
      record.task,
      record.index,
      record.source,
      record.slice,
      record.images.join('|'),
      record.prompt,
      record.answer === null ? record.reference : (record.options[record.answer] ?? null),
      record.said,
      itemMetric(record.task),
      values.get(record) ?? null,
    ]),
  ]);
}
