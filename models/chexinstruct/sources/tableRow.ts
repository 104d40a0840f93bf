import type { Split } from '../record.ts';

/** Why a row is left out. */
export class RowFault extends Error {}

export type Cells = Readonly<Record<string, unknown>>;

/** A row with where it came from. */
export class TableRow {
  /** Under the source's folder. */
  readonly file: string;
  /** The line, or the number of the item, from 1. */
  readonly line: number;
  /** Of the file, where that tells. */
  readonly split: Split | null;
  readonly cells: Cells;

  constructor(file: string, line: number, split: Split | null, cells: Cells) {
    this.file = file;
    this.line = line;
    this.split = split;
    this.cells = cells;
  }

  /** A cell as text with single blanks; empty where there is none. */
  text(column: string): string {
    const cell = this.cells[column];
    if (typeof cell !== 'string') return cell === null || cell === undefined ? '' : String(cell as number);
    // A look that costs little, since most cells are short and clean.
    return /\s\s|^\s|\s$|[\n\r\t]/.test(cell) ? cell.replace(/\s+/g, ' ').trim() : cell;
  }

  /** A cell that must be there. */
  required(column: string): string {
    const text = this.text(column);
    if (text === '') throw new RowFault(`${column} is empty`);
    return text;
  }

  number(column: string): number {
    const value = Number(this.required(column));
    if (!Number.isFinite(value)) throw new RowFault(`${column} is no number`);
    return value;
  }

  /** A number without the `.0` that tables with gaps give it. */
  id(column: string): string {
    return this.required(column).replace(/\.0$/, '');
  }

  list(column: string): readonly unknown[] {
    const cell = this.cells[column];
    if (!Array.isArray(cell)) throw new RowFault(`${column} is no list`);
    return cell;
  }

  /** The split of the file. */
  fileSplit(): Split {
    if (this.split === null) throw new RowFault('the file tells no split');
    return this.split;
  }

  /** The file's name without folders and ending. */
  fileName(): string {
    return (this.file.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
  }
}

/** Rows by a key, in their order; a row without one is left out by `read`. */
export function groupRows(rows: readonly TableRow[], key: (row: TableRow) => string): Map<string, TableRow[]> {
  const groups = new Map<string, TableRow[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
