import { stringify } from 'csv-stringify/sync';
import { sha256 } from '#core/digest.ts';

type Cell = string | number | boolean | null;
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

/**
 * The table as CSV: UTF-8, commas, header, line feeds, text always in quotes, nothing where a value is missing.
 * Cells are exact: a text that begins with `=` stays as it is, since a guard against spreadsheet formulas would
 * change what the reader wrote.
 */
export function tableCsv<Row>(table: Table<Row>, rows: Iterable<Row>): string {
  const records = [table.columns.map((column) => column.name)] as Cell[][];
  for (const row of rows) records.push(table.columns.map((column) => column.cell(row)));
  return stringify(records, { quoted_string: true, cast: { boolean: (value) => (value ? 'true' : 'false') } });
}

/** The table's entry in a Frictionless data package (Tabular Data Resource 1.0, Table Schema 1.0). */
export function tableResource<Row>(table: Table<Row>, csv: string): object {
  return {
    profile: 'tabular-data-resource',
    name: table.name,
    path: `${table.name}.csv`,
    title: table.title,
    description: table.description,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { delimiter: ',', lineTerminator: '\n', quoteChar: '"', doubleQuote: true, header: true },
    bytes: new TextEncoder().encode(csv).length,
    hash: `sha256:${sha256(csv)}`,
    schema: {
      fields: table.columns.map(({ name, type, description, constraints }) => ({
        name,
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
