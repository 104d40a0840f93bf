import type { Schedule } from '#core/ipc/schedule.ts';
import type { GridLine } from './grid.ts';

export type Lists = NonNullable<Schedule['lists']>;
/** Columns are cases, or the places in a reader's list. */
export type Columns = 'cases' | 'places';

/** The lines of lists, in either order of the columns. */
export function linesOf({ lines }: Lists, columns: Columns): GridLine[] {
  const divided = lines.some(({ period }) => period > 1);
  return lines.map(({ reader, group, period, cells, order }) => ({
    label: divided ? `${reader} · ${period}` : reader,
    reader,
    group,
    cells: columns === 'cases' ? cells : order.map((at) => cells[at] ?? '.').join(''),
  }));
}

/** Of a sign in a cell: whether its arm is not shown, it is practice, or the case comes again. */
export function signFacts(sign: string): { hidden: boolean; practice: boolean; again: boolean } {
  const hidden = sign === 'x' || sign === 'X';
  return { hidden, practice: sign === '+', again: sign === 'X' || (!hidden && /[a-z]/.test(sign)) };
}

/** What lies in a cell; null where nothing is read. */
export function cellFacts(
  { lines, cases }: Lists,
  columns: Columns,
  at: { readonly line: number; readonly column: number },
): { reader: string; period: number; case: string; place: number; letter: string } | null {
  const line = lines[at.line];
  if (!line) return null;
  const index = columns === 'cases' ? at.column : line.order[at.column];
  const letter = index === undefined ? '.' : (line.cells[index] ?? '.');
  if (index === undefined || letter === '.') return null;
  const { reader, period, order } = line;
  return { reader, period, case: cases[index] ?? '', place: order.indexOf(index) + 1, letter };
}
