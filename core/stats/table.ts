import { parse } from 'csv-parse/sync';
import { Failure } from '#core/errors.ts';

/** A cell of a data table; null is a missing value. */
export type Cell = number | string | null;

/** A data table by column: every column has the same number of cells. */
export interface Table {
  /** What messages call it. */
  readonly file: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly Cell[]>;
}

const MISSING = new Set(['', 'NA', 'NaN', 'n/a', '.']);

/**
 * Reads a table from CSV (UTF-8; commas, semicolons or tabs; lines that begin with # are comments). A column is of
 * numbers where every cell that is not missing is one. Throws csv-columns where there is no header, csv-row where a
 * row has more or fewer cells than the header.
 */
export function readTable(text: string, file: string): Table {
  const lines = text.replace(/^\uFEFF/, '').replace(/^(#.*(\r\n|\r|\n))+/, '');
  const header = lines.slice(0, lines.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].find((sign) => header.includes(sign)) ?? ',';
  const records = parse(lines, { delimiter, relax_quotes: true, relax_column_count: true });
  const [names = [], ...body] = records.filter((record) => record.some((cell) => cell.trim() !== ''));
  if (names.length === 0) throw new Failure('csv-columns', { file, missing: 'all', found: 'none' });
  for (const [index, record] of body.entries()) {
    if (record.length === names.length) continue;
    const reason = `${record.length} cells where the header has ${names.length}`;
    throw new Failure('csv-row', { file, row: index + 2, reason });
  }
  const columns = names.map((name, column) => [name.trim(), cells(body.map((row) => row[column] ?? ''))] as const);
  return { file, rows: body.length, columns: new Map(columns) };
}

function cells(texts: readonly string[]): Cell[] {
  const present = texts.map((text) => (MISSING.has(text.trim()) ? null : text.trim()));
  const numeric = present.every((text) => text === null || Number.isFinite(Number(text)));
  return present.map((text) => (text === null || !numeric ? text : Number(text)));
}

/** A column by name. Throws csv-columns. */
export function column(table: Table, name: string): readonly Cell[] {
  const found = table.columns.get(name);
  if (found) return found;
  throw new Failure('csv-columns', { file: table.file, missing: name, found: [...table.columns.keys()].join(', ') });
}

/** A column of numbers, whose missing cells are null. Throws csv-columns, and csv-row where a cell is text. */
export function numberColumn(table: Table, name: string): (number | null)[] {
  return column(table, name).map((cell, index) => {
    if (cell === null || typeof cell === 'number') return cell;
    throw new Failure('csv-row', { file: table.file, row: index + 2, reason: `${name} is no number: ${cell}` });
  });
}

/** The table with columns under further names: `names` leads from the new name to that in the file. */
export function renameColumns(table: Table, names: ReadonlyMap<string, string>): Table {
  const renamed = [...names].map(([name, inFile]) => [name, column(table, inFile)] as const);
  return { ...table, columns: new Map([...table.columns, ...renamed]) };
}
