import { Failure } from '#core/errors.ts';
import { readRecords as readTable } from '#core/text/records.ts';
import { readBytes } from '#main/services/files.ts';
import { attributeValue } from '#models/chexbench/cases.ts';
import type { Attributes } from '#models/chexbench/items.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';

/** The column that says which film a row is about. */
const KEY = 'image_path';

/**
 * Records with what a table tells of their films beside what they tell themselves: a CSV, TSV or JSON-lines file with a
 * column `image_path` and any others, as the demographics of public sets have them. Numbers become numbers; empty cells
 * tell nothing. A record takes the row of its first film. Throws csv-columns, bench-metadata where no film is known.
 */
export async function withMetadata(records: readonly BenchRecord[], file: string): Promise<BenchRecord[]> {
  const { columns, rows } = readTable((await readBytes(file)).toString('utf8'), file);
  if (!columns.includes(KEY)) throw new Failure('csv-columns', { file, missing: KEY, found: columns.join(', ') });
  const known = new Map(rows.map((row) => [row.get(KEY) ?? '', attributesOf(row)]));
  const found = records.map((record) => ({ record, told: known.get(record.images[0] ?? '') }));
  if (records.length > 0 && found.every(({ told }) => told === undefined)) {
    throw new Failure('bench-metadata', {
      file,
      image: records.find(({ images }) => images.length > 0)?.images[0] ?? '-',
    });
  }
  return found.map(({ record, told }) => ({ ...record, attributes: { ...record.attributes, ...told } }));
}

function attributesOf(row: ReadonlyMap<string, string>): Attributes {
  const told = [...row].filter(([column, cell]) => column !== KEY && cell.trim() !== '');
  return Object.fromEntries(told.map(([column, cell]) => [column.trim(), attributeValue(cell.trim())]));
}
