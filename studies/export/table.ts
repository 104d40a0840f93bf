import type { FileStamp, Sink } from './sink.ts';

export type Cell = string | number | boolean | null;
type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'datetime';

/** One column: what it is called, what it means, what may stand in it, and where it comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: FieldType;
  readonly description: string;
  readonly constraints?: {
    readonly required?: true;
    readonly unique?: true;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly enum?: readonly string[];
    readonly pattern?: string;
  };
  cell(row: Row): Cell;
}

/** A table of the export. The codebook and the file are both made from this declaration, so they can't disagree. */
export interface Table<Row> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly columns: readonly Column<Row>[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys?: readonly { readonly fields: string; readonly resource: string; readonly to: string }[];
}

/** So many rows are one piece of a file. */
const PIECE = 2000;

/**
 * The header, or rows, of the table as CSV: UTF-8, commas, line feeds, text always in quotes, nothing where a value is
 * missing. Cells are exact: a text that begins with `=` stays as it is, since a guard against spreadsheet formulas
 * would change what the reader wrote. By hand because logs have millions of rows: csv-stringify takes eight times as
 * long for the same bytes.
 */
export function csvHeader<Row>({ columns }: Table<Row>): string {
  return `${columns.map(({ name }) => name).join(',')}\n`;
}

export function csvRows<Row>(table: Table<Row>, rows: readonly Row[]): string {
  return csvLines(cellsOf(table, rows));
}

/** The cells of rows, once for all the files that they go to. */
export function cellsOf<Row>({ columns }: Table<Row>, rows: readonly Row[]): Cell[][] {
  return rows.map((row) => columns.map((column) => column.cell(row)));
}

export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell);
}

/** Writes the whole table as `<name>.csv`. */
export async function writeTable<Row>(sink: Sink, table: Table<Row>, rows: Iterable<Row>): Promise<FileStamp> {
  const writer = await sink.open(`${table.name}.csv`);
  await writer.write(csvHeader(table));
  for (const piece of pieces(rows, PIECE)) await writer.write(csvRows(table, piece));
  return writer.close();
}

/** The values in lists of `size`, the last one shorter. */
export function* pieces<T>(values: Iterable<T>, size: number): Generator<T[]> {
  let piece: T[] = [];
  for (const value of values) {
    if (piece.push(value) < size) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** The table's entry in a Frictionless data package (Tabular Data Resource 1.0, Table Schema 1.0). */
export function tableResource<Row>(table: Table<Row>, { name, bytes, sha256 }: FileStamp): object {
  return {
    profile: 'tabular-data-resource',
    name: table.name,
    path: name,
    title: table.title,
    description: table.description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\n', quoteChar: '"', doubleQuote: true, header: true },
    bytes,
    hash: `sha256:${sha256}`,
    schema: {
      fields: table.columns.map(({ name: field, type, description, constraints }) => ({
        name: field,
        type,
        ...(type === 'datetime' ? { format: 'any' } : {}),
        description,
        ...(constraints ? { constraints } : {}),
      })),
      missingValues: [''],
      primaryKey: table.primaryKey,
      ...(table.foreignKeys ? { foreignKeys: table.foreignKeys.map(foreignKey) } : {}),
    },
  };
}

function foreignKey({ fields, resource, to }: { fields: string; resource: string; to: string }): object {
  return { fields, reference: { resource, fields: to } };
}

/** Wall clock (ms since 1970) as ISO 8601 in UTC with milliseconds. */
export function isoTime(wall: number | null): string | null {
  return wall === null ? null : new Date(wall).toISOString();
}

/** Without the noise of binary fractions: milliseconds of seconds, millionths of shares. */
export function rounded(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(digits));
}
