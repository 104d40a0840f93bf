import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename, dirname, join } from 'node:path';
import { parse } from 'csv-parse';
import { XMLParser } from 'fast-xml-parser';
import { Failure } from '#core/errors.ts';
import { readBytes } from '#main/services/files.ts';
import type { TableFormat, TableSpec } from '#models/chexinstruct/sources/source.ts';
import type { Cells } from '#models/chexinstruct/sources/tableRow.ts';
import { jsonItems } from './jsonItems.ts';

/** A row, or why there is none. */
export type ReadRow =
  { readonly line: number; readonly cells: Cells } | { readonly line: number; readonly broken: string };

/** Told of columns that the table's description does not have. */
export type UnknownColumn = (column: string) => void;

type Reader<F extends TableFormat> = (
  file: string,
  format: F,
  table: TableSpec,
  unknown: UnknownColumn,
) => AsyncGenerator<ReadRow>;

const readers: { readonly [K in TableFormat['kind']]: Reader<Extract<TableFormat, { kind: K }>> } = {
  cells: readCells,
  json: readJsonItems,
  lines: readJsonLines,
  pairs: readPairs,
  names: readName,
  xml: readXml,
};

/** The rows of a file one by one. Throws csv-columns where the header lacks a column that must be there. */
export function readRows(file: string, table: TableSpec, unknown: UnknownColumn): AsyncGenerator<ReadRow> {
  const read = readers[table.format.kind] as Reader<TableFormat>;
  return read(file, table.format, table, unknown);
}

/** Bytes of a table that are read at once. */
const AT_ONCE = 1 << 20;

async function* readCells(
  file: string,
  { delimiter, header }: Extract<TableFormat, { kind: 'cells' }>,
  table: TableSpec,
  unknown: UnknownColumn,
): AsyncGenerator<ReadRow> {
  const quoted = delimiter === ',' && header === undefined;
  const options = { delimiter, bom: true, relax_column_count: true, skip_empty_lines: true };
  const pieces = createReadStream(file, { highWaterMark: AT_ONCE });
  const parser = pieces.pipe(parse({ ...options, quote: quoted ? '"' : null, relax_quotes: true }));
  let columns = header;
  let line = 0;
  try {
    for await (const record of parser) {
      const cells = record as string[];
      line++;
      if (columns === undefined) {
        columns = checkHeader(cells, file, table, unknown);
        continue;
      }
      if (cells.length === columns.length) yield { line, cells: cellsOf(columns, cells) };
      else yield { line, broken: `${cells.length} cells where the header has ${columns.length}` };
    }
  } catch (thrown) {
    if (thrown instanceof Failure || !(thrown instanceof Error && 'code' in thrown)) throw thrown;
    yield { line: line + 1, broken: `unreadable from here on (${String(thrown.code)})` };
  }
}

function checkHeader(cells: readonly string[], file: string, table: TableSpec, unknown: UnknownColumn): string[] {
  const columns = cells.map((cell) => cell.trim());
  const missing = table.columns.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const detail = { file: basename(file), missing: missing.join(', '), found: columns.join(', ') };
    throw new Failure('csv-columns', detail);
  }
  const known = new Set([...table.columns, ...(table.also ?? [])]);
  for (const column of columns) if (!known.has(column)) unknown(column);
  return columns;
}

function cellsOf(columns: readonly string[], cells: readonly string[]): Cells {
  const named: Record<string, string> = {};
  for (let place = 0; place < columns.length; place++) named[columns[place] as string] = cells[place] as string;
  return named;
}

async function* readJsonItems(
  file: string,
  { at }: Extract<TableFormat, { kind: 'json' }>,
  table: TableSpec,
  unknown: UnknownColumn,
): AsyncGenerator<ReadRow> {
  let line = 0;
  try {
    for await (const { key, value } of jsonItems(createReadStream(file, 'utf8') as AsyncIterable<string>, at)) {
      line++;
      const own = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value };
      yield checked(line, key === null ? { ...own } : { key, ...own }, table, unknown);
    }
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    yield { line: line + 1, broken: 'unreadable from here on (no JSON)' };
  }
}

async function* readJsonLines(
  file: string,
  _format: unknown,
  table: TableSpec,
  unknown: UnknownColumn,
): AsyncGenerator<ReadRow> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      yield { line, broken: 'no JSON' };
      continue;
    }
    if (typeof value === 'object' && value !== null) yield checked(line, value as Cells, table, unknown);
    else yield { line, broken: 'no object' };
  }
}

function checked(line: number, cells: Cells, { columns, also = [] }: TableSpec, unknown: UnknownColumn): ReadRow {
  for (const column of Object.keys(cells)) if (!columns.includes(column) && !also.includes(column)) unknown(column);
  const missing = columns.filter((column) => !(column in cells));
  return missing.length > 0 ? { line, broken: `no ${missing.join(', ')}` } : { line, cells };
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity });
}

async function* readPairs(
  file: string,
  { ending, other }: Extract<TableFormat, { kind: 'pairs' }>,
): AsyncGenerator<ReadRow> {
  const beside = join(dirname(file), basename(file).slice(0, -ending.length) + other);
  const seconds = (await readBytes(beside))
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/);
  let line = 0;
  for await (const first of linesOf(file)) {
    const second = seconds[line];
    line++;
    if (second === undefined) yield { line, broken: `${basename(beside)} has fewer lines` };
    else yield { line, cells: { first, second } };
  }
}

async function* readName(): AsyncGenerator<ReadRow> {
  yield await Promise.resolve({ line: 1, cells: {} });
}

const alwaysLists = ['AbstractText', 'parentImage'];

async function* readXml(file: string): AsyncGenerator<ReadRow> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    alwaysCreateTextNode: true,
    parseTagValue: false,
    isArray: (name) => alwaysLists.includes(name),
  });
  try {
    yield { line: 1, cells: { document: parser.parse(await readBytes(file), true) as unknown } };
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    yield { line: 1, broken: 'no XML' };
  }
}
