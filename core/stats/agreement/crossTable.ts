import { demand, demandInput } from '../demand.ts';

/** Counts of two raters' categories: a row a category of the first, a column a category of the second. */
export type CrossTable = readonly (readonly number[])[];

/** Weights of agreement between categories: 1 for full agreement. */
export type AgreementWeights = 'identity' | 'linear' | 'quadratic';

/** Agreement between category i and category j of k, by their places. */
export function agreementWeight(weights: AgreementWeights, i: number, j: number, k: number): number {
  if (weights === 'identity') return i === j ? 1 : 0;
  const apart = Math.abs(i - j) / Math.max(1, k - 1);
  return weights === 'linear' ? 1 - apart : 1 - apart ** 2;
}

/** The table of two raters' answers; without `categories`, those seen, in numeric or else alphabetical order. */
export function crossTable(
  first: readonly string[],
  second: readonly string[],
  categories: readonly string[] = categoriesOf([...first, ...second]),
): number[][] {
  demandInput('kappa', first.length === second.length, 'the raters differ in the number of cases');
  const table = categories.map(() => categories.map(() => 0));
  for (const [index, value] of first.entries()) {
    const row = table[categories.indexOf(value)];
    const column = categories.indexOf(second[index] ?? '');
    demandInput('kappa', row !== undefined && column >= 0, `${value} or ${second[index]} is none of the categories`);
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  return table;
}

/** The different values, numbers by size before words by the alphabet. */
export function categoriesOf(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** The table as shares of its total, with its margins. Throws stats-too-few where it is empty. */
export function sharesOf(
  method: string,
  table: CrossTable,
): { n: number; shares: number[][]; rows: number[]; columns: number[] } {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  demand(method, 'cases', n, 1);
  demandInput(
    method,
    table.every((row) => row.length === table.length),
    'the table is not square',
  );
  const shares = table.map((row) => row.map((count) => count / n));
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = rows.map((_, column) => shares.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return { n, shares, rows, columns };
}
