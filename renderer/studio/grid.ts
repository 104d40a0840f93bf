/** One line of a grid: what is read of a reader in a period. */
export interface GridLine {
  readonly label: string;
  /** Lines of one reader stand close together, groups of readers apart. */
  readonly reader: string;
  readonly group: string;
  /** One character a column; a point is an empty cell. */
  readonly cells: string;
}

/** Where the cells of a grid lie, in pixels. */
export interface Grid {
  readonly lines: readonly (GridLine & { readonly top: number })[];
  readonly columns: number;
  readonly cell: number;
  readonly row: number;
  /** Of the whole, labels and heads included. */
  readonly width: number;
  readonly height: number;
}

export const HEAD = 20;
const READER_GAP = 4;
const GROUP_GAP = 16;

/** Lays lines out below each other; `left` is the room for their labels. */
export function gridOf(lines: readonly GridLine[], cell: number, row: number, left: number): Grid {
  let top = HEAD;
  const placed = lines.map((line, index) => {
    const before = lines[index - 1];
    if (before && before.group !== line.group) top += GROUP_GAP;
    else if (before && before.reader !== line.reader && isDivided(lines)) top += READER_GAP;
    const own = { ...line, top };
    top += row;
    return own;
  });
  const columns = Math.max(0, ...lines.map(({ cells }) => cells.length));
  return { lines: placed, columns, cell, row, width: left + columns * cell, height: top };
}

/** Whether some reader has more than one line. */
function isDivided(lines: readonly GridLine[]): boolean {
  return lines.some(({ reader }, index) => lines[index - 1]?.reader === reader);
}

/** The cell at a place of the whole grid; null beside the cells. */
export function cellAt(grid: Grid, left: number, x: number, y: number): { line: number; column: number } | null {
  const column = Math.floor((x - left) / grid.cell);
  const line = grid.lines.findIndex(({ top }) => y >= top && y < top + grid.row);
  return x >= left && column < grid.columns && line >= 0 ? { line, column } : null;
}

/** First and last index whose cells can be seen, of so many. */
export function visible(from: number, length: number, cell: number, count: number): [number, number] {
  return [Math.max(0, Math.floor(from / cell)), Math.min(count, Math.ceil((from + length) / cell))];
}
