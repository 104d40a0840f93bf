import { Failure } from '#core/errors.ts';
import { column, type Table } from '#core/stats/table.ts';

/** Ratings by case and rater; null where a rater gave none. */
export interface RatedCases {
  readonly raters: readonly string[];
  readonly cases: readonly string[];
  /** A row a case, a column a rater. */
  readonly cells: readonly (readonly (string | null)[])[];
}

const VALUE_NAMES = ['rating', 'value', 'score'];
const RATER_NAMES = ['rater', 'reader'];

/**
 * Ratings from a long table (case, rater or reader, rating or value or score) or a wide one, in which every column but
 * `case` is a rater. Throws statistics where a rater rates a case twice.
 */
export function ratedCases(table: Table): RatedCases {
  const value = VALUE_NAMES.find((name) => table.columns.has(name));
  const rater = RATER_NAMES.find((name) => table.columns.has(name));
  if (value === undefined || rater === undefined || !table.columns.has('case')) return wide(table);
  const [names, who, values] = [column(table, 'case'), column(table, rater), column(table, value)];
  const cases = [...new Set(names.map(String))];
  const raters = [...new Set(who.map(String))];
  const cells: (string | null)[][] = cases.map(() => raters.map(() => null));
  const filled = new Set<string>();
  for (let row = 0; row < table.rows; row++) {
    const [at, by, cell] = [String(names[row]), String(who[row]), values[row] ?? null];
    if (filled.has(JSON.stringify([at, by])))
      throw new Failure('statistics', { method: 'agreement', reason: `${by} rates case ${at} twice` });
    filled.add(JSON.stringify([at, by]));
    const line = cells[cases.indexOf(at)];
    if (line) line[raters.indexOf(by)] = cell === null ? null : String(cell);
  }
  return { raters, cases, cells };
}

function wide(table: Table): RatedCases {
  const raters = [...table.columns.keys()].filter((name) => name !== 'case');
  const cases = Array.from({ length: table.rows }, (_, row) => String(table.columns.get('case')?.[row] ?? row + 1));
  const cells = cases.map((_, row) =>
    raters.map((name) => {
      const cell = table.columns.get(name)?.[row] ?? null;
      return cell === null ? null : String(cell);
    }),
  );
  return { raters, cases, cells };
}

/** The ratings as numbers. Throws statistics where one is none. */
export function asNumbers(method: string, cells: RatedCases['cells']): (number | null)[][] {
  return cells.map((row) =>
    row.map((cell) => {
      if (cell === null) return null;
      if (Number.isFinite(Number(cell))) return Number(cell);
      throw new Failure('statistics', { method, reason: `the rating ${cell} is no number` });
    }),
  );
}

/** Numbers with none missing. Throws statistics with the case that lacks one. */
export function complete(method: string, { cells, cases }: RatedCases): number[][] {
  return asNumbers(method, cells).map((row, at) =>
    row.map((value) => {
      if (value !== null) return value;
      throw new Failure('statistics', { method, reason: `case ${cases[at]} lacks a rating` });
    }),
  );
}

/** The numbers of exactly two raters, cases without both left out. Throws statistics where there are not two. */
export function twoRaters(method: string, { raters, cells }: RatedCases): [number[], number[]] {
  if (raters.length !== 2)
    throw new Failure('statistics', { method, reason: `it compares two, not ${raters.length}: ${raters.join(', ')}` });
  const pairs = asNumbers(method, cells).filter((row): row is number[] => row.every((value) => value !== null));
  return [pairs.map(([first]) => first ?? 0), pairs.map(([, second]) => second ?? 0)];
}
