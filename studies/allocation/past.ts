import { parse } from 'csv-parse/sync';
import { Failure } from '#core/errors.ts';
import type { Reader } from './readers.ts';

/**
 * A table of the cases that readers saw before the study, with the columns reader and case: cases by reader.
 * Throws csv-columns, or csv-row for a reader or a case that the study does not have.
 */
export function readPast(
  text: string,
  file: string,
  readers: readonly Reader[],
  cases: readonly string[],
): Record<string, string[]> {
  const [header = [], ...rows] = parse(text, { bom: true, relax_column_count: true });
  const [reader, caseColumn] = ['reader', 'case'].map((name) => header.findIndex((cell) => cell.trim() === name));
  if (reader === undefined || caseColumn === undefined || reader < 0 || caseColumn < 0)
    throw new Failure('csv-columns', { file, missing: 'reader, case', found: header.join(', ') || 'none' });
  const past: Record<string, string[]> = {};
  for (const [index, row] of rows.entries()) {
    const [code, id] = [row[reader]?.trim() ?? '', row[caseColumn]?.trim() ?? ''];
    if (code === '' && id === '') continue;
    const unknown = !readers.some((each) => each.code === code)
      ? `reader ${code}`
      : cases.includes(id)
        ? null
        : `case ${id}`;
    if (unknown !== null) throw new Failure('csv-row', { file, row: index + 2, reason: `the study has no ${unknown}` });
    past[code] = [...(past[code] ?? []), id];
  }
  return past;
}
