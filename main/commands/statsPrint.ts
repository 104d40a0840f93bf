import { printTable, type Output } from './output.ts';

/** A figure for people: six significant digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** The figures of a result, a line each. */
export function printValues(output: Output, result: object): void {
  const rows = Object.entries(result).map(([name, value]) => [
    name,
    typeof value === 'number' ? short(value) : Array.isArray(value) ? value.join(', ') : String(value),
  ]);
  printTable(output, ['figure', 'value'], rows);
}
