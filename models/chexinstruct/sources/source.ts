import type { SourceName } from '../names.ts';
import type { Film, InstructRecord, Split } from '../record.ts';
import type { TableRow } from './tableRow.ts';

/** How the rows of a file are found in it. */
export type TableFormat =
  /** Cells between delimiters; the first row is the header, unless the columns are named here. */
  | { readonly kind: 'cells'; readonly delimiter: string; readonly header?: readonly string[] }
  /** Items of the array, or values of the object (their name as `key`), that stands at a path; '' is the whole file. */
  | { readonly kind: 'json'; readonly at: string }
  /** One object a line. */
  | { readonly kind: 'lines' }
  /** Two files of the same number of lines: `first` from the file, `second` from the one with the other ending. */
  | { readonly kind: 'pairs'; readonly ending: string; readonly other: string }
  /** One row a file: its name is all. */
  | { readonly kind: 'names' }
  /** One row a file: the whole document as `document`. */
  | { readonly kind: 'xml' };

/** A path under the source's folder, `*` for any name at one level; the official split where the file tells it. */
export interface TableFile {
  readonly path: string;
  readonly split?: Split;
}

export interface TableSpec {
  /** Whose folder, where not the source's own. */
  readonly of?: SourceName;
  readonly format: TableFormat;
  readonly files: readonly TableFile[];
  /** Columns that must be there. */
  readonly columns: readonly string[];
  /** Columns that may be there; any other one is reported. */
  readonly also?: readonly string[];
  /** The source can do without. */
  readonly optional?: boolean;
  /**
   * What must stay together: rows of all tables with the same answer are seen at once. `known` holds what other tables
   * have taught. Null where the row belongs to nothing that is known. Without it every part sees the whole table.
   */
  readonly group?: (row: TableRow, known: ReadonlyMap<string, string>) => string | null;
  /** Names that later tables may use for this row's group. */
  readonly teaches?: (row: TableRow) => string;
}

/** A source of the matrix: where its rows are, and what they mean. */
export interface SourceSpec {
  readonly licence: string;
  readonly tables: Readonly<Record<string, TableSpec>>;
  /** Training rows without a finding are thinned to about this many. */
  readonly thinning?: { readonly table: string; readonly keep: number; isNormal(row: TableRow): boolean };
  records(part: SourcePart): Iterable<InstructRecord>;
}

/** Some whole groups of a source, with what the adapter needs to know of the disk. */
export interface SourcePart {
  rows(table: string): readonly TableRow[];
  /** What `read` makes of each row of a table, or of some rows; a row that it finds broken (`RowFault`) is counted and left out. */
  each<T>(table: string | readonly TableRow[], read: (row: TableRow) => Iterable<T>): Generator<T>;
  /** The film at the first of these paths that is there; none, and counted, where no one is. */
  film(paths: readonly string[], more?: FilmHints): Film[];
  /** The same draw in [0, 1) for the same name: for splits that no one has published. */
  lot(name: string): number;
}

export interface FilmHints {
  readonly of?: SourceName;
  readonly view?: string | null;
  readonly size?: { readonly width: number; readonly height: number };
  /** Reads the size from the file. */
  readonly measure?: true;
}

/** Where nobody has published a split: 70, 15 and 15 in a hundred. */
export function drawnSplit(lot: number): Split {
  if (lot < 0.7) return 'train';
  return lot < 0.85 ? 'val' : 'test';
}

export const csv = { kind: 'cells', delimiter: ',' } as const;
