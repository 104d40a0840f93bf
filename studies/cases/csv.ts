import { parse, type CsvError } from 'csv-parse/sync';
import { Failure, type FailureData } from '#core/errors.ts';
import {
  ageCell,
  BadCell,
  imagesCell,
  practiceCell,
  priorCell,
  sexCell,
  sourceCell,
  viewOf,
  type RowImage,
} from './cells.ts';
import { draftText } from './draftText.ts';
import { mergeRow, type CaseRow } from './mergeRows.ts';

export interface CaseTable {
  readonly rows: readonly CaseRow[];
  /** What is wrong with the rows that are left out, in order: csv-row failures. */
  readonly problems: readonly FailureData[];
}

const OFFICIAL = ['sample_id', 'study_id', 'images', 'indication', 'candidate', 'reference'];
const SIMPLE = ['case', 'file'];

/**
 * Reads a table of cases (UTF-8, with or without BOM; commas, semicolons or tabs).
 * The official reader-study layout has the columns sample_id, study_id, images, indication, candidate, reference;
 * the simpler one case, file and perhaps view, indication, candidate or draft, reference. Both may have source,
 * resident, sex, age, prior, practice. Rows of the same case are merged. A bad row is a problem and the rest goes on;
 * missing columns throw Failure csv-columns.
 */
export function readCaseTable(text: string, file: string): CaseTable {
  const { records, unclosed } = parseRecords(text);
  const header = tableHeader(records);
  const official = header.some((name) => OFFICIAL.slice(0, 3).includes(name));
  const missing = (official ? OFFICIAL : SIMPLE).filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const found = header.filter((name) => name !== '').join(', ') || 'none';
    throw new Failure('csv-columns', { file, missing: missing.join(', '), found });
  }
  const cases = new Map<string, CaseRow>();
  const problems: FailureData[] = [];
  function complain(row: number, reason: string): void {
    problems.push({ code: 'csv-row', detail: { file, row, reason } });
  }
  for (const [index, record] of records.entries()) {
    if (index === 0 || record.every((cell) => cell.trim() === '')) continue;
    try {
      const row = readRow(header, record, index + 1, official);
      cases.set(row.name, mergeRow(cases.get(row.name), row));
    } catch (thrown) {
      if (!(thrown instanceof BadCell)) throw thrown;
      complain(index + 1, thrown.message);
    }
  }
  if (unclosed) complain(records.length + 1, 'a quote is not closed');
  return { rows: [...cases.values()], problems };
}

/** The names of a table's columns, as they are compared. */
export function tableHeader(records: readonly (readonly string[])[]): string[] {
  return (records[0] ?? []).map((name) => name.trim().toLowerCase().replaceAll(' ', '_'));
}

/** Whether a header is one of cases with their films, in the official layout or the simpler one. */
export function isCaseHeader(header: readonly string[]): boolean {
  return [OFFICIAL, SIMPLE].some((names) => names.every((name) => header.includes(name)));
}

/** Cells by row. A quote within a cell stands for itself; one that never closes swallows the rest, which is told. */
export function parseRecords(text: string): { records: string[][]; unclosed: boolean } {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].find((sign) => firstLine.includes(sign)) ?? ',';
  const options = { bom: true, delimiter, relax_quotes: true, relax_column_count: true };
  let unclosed = false;
  const records = parse(text, {
    ...options,
    skip_records_with_error: true,
    on_skip: (error: CsvError | undefined) => {
      unclosed ||= error?.code === 'CSV_QUOTE_NOT_CLOSED';
      return undefined;
    },
  });
  return { records, unclosed };
}

function readRow(header: readonly string[], record: readonly string[], row: number, official: boolean): CaseRow {
  if (record.length < header.length || record.slice(header.length).some((cell) => cell !== '')) {
    throw new BadCell(`has ${record.length} cells instead of ${header.length}`);
  }
  function cell(...names: string[]): string {
    const index = header.findIndex((name) => names.includes(name));
    return record[index] ?? '';
  }
  const name = cell(official ? 'study_id' : 'case').trim();
  if (name === '') throw new BadCell(`${official ? 'study_id' : 'case'} is empty`);
  const images = official ? imagesCell(cell('images')) : simpleImages(cell('file'), cell('view'));
  const sex = sexCell(cell('sex'));
  const age = ageCell(cell('age'));
  const indication = cell('indication').replace(/\r\n?/g, '\n').trim();
  return {
    row,
    name,
    images: priorCell(cell('prior'), images),
    indication: /^nan$/i.test(indication) ? '' : indication,
    ...(sex === null ? {} : { sex }),
    ...(age === null ? {} : { age }),
    ...(practiceCell(cell('practice')) ? { practice: true } : {}),
    drafts: drafts([
      [sourceCell(cell('source')), cell('candidate', 'draft')],
      ['resident', cell('resident')],
      ['reference', cell('reference', 'report')],
    ]),
  };
}

function simpleImages(file: string, view: string): RowImage[] {
  const images = imagesCell(file);
  return view.trim() === '' ? images : images.map((image) => ({ ...image, ...viewOf(view) }));
}

function drafts(cells: readonly (readonly [source: string, cell: string])[]): CaseRow['drafts'] {
  return cells.flatMap(([source, cell]) => {
    const text = draftText(/^nan$/i.test(cell.trim()) ? '' : cell);
    return text === null ? [] : [{ source, text }];
  });
}
