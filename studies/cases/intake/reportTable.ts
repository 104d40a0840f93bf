import { Failure, type FailureData } from '#core/errors.ts';
import { BadCell, sourceCell } from '../cells.ts';
import { parseRecords, tableHeader } from '../csv.ts';
import type { FoundReport, FoundReports } from './found.ts';
import { splitReport } from './sections.ts';

/** Columns that name a study, a film or its folder, and those that name a patient. */
const STUDY_COLUMNS = [
  'case',
  'study',
  'study_id',
  'study_uid',
  'study_instance_uid',
  'studyinstanceuid',
  'accession',
  'accession_number',
  'accessionnumber',
  'file',
  'filename',
  'file_name',
  'image',
  'images',
  'uid',
  'id',
];
const PATIENT_COLUMNS = ['patient', 'patient_id', 'patientid', 'mrn', 'subject', 'subject_id'];
/** A whole report, or its two halves. */
const WHOLE_COLUMNS = ['report', 'text', 'report_text'];
const FINDINGS_COLUMNS = ['findings', 'report_findings'];
const IMPRESSION_COLUMNS = ['impression', 'conclusion', 'report_impression'];

/** Whether a table's header is one of reports: a name to match by, and a text. */
function isReportHeader(header: readonly string[]): boolean {
  const has = (names: readonly string[]): boolean => names.some((name) => header.includes(name));
  return (
    has([...STUDY_COLUMNS, ...PATIENT_COLUMNS]) && has([...WHOLE_COLUMNS, ...FINDINGS_COLUMNS, ...IMPRESSION_COLUMNS])
  );
}

/**
 * Reads a table of reports: one a row, named by study, accession, file or patient; its text in `report` or `text`, or in
 * `findings` and `impression`; perhaps `indication`, `date`, `source`. A bad row is a problem and the rest goes on.
 */
export function readReportTable(text: string, file: string): FoundReports {
  const { records, unclosed } = parseRecords(text);
  const header = tableHeader(records);
  if (!isReportHeader(header)) {
    const found = header.filter((name) => name !== '').join(', ') || 'none';
    throw new Failure('csv-columns', { file, missing: 'case or patient; report or findings', found });
  }
  const reports: FoundReport[] = [];
  const problems: FailureData[] = [];
  for (const [index, record] of records.entries()) {
    if (index === 0 || record.every((cell) => cell.trim() === '')) continue;
    try {
      reports.push(readRow(header, record, file, index + 1));
    } catch (thrown) {
      if (!(thrown instanceof BadCell)) throw thrown;
      problems.push({ code: 'csv-row', detail: { file, row: index + 1, reason: thrown.message } });
    }
  }
  if (unclosed)
    problems.push({ code: 'csv-row', detail: { file, row: records.length + 1, reason: 'a quote is not closed' } });
  return { reports, problems };
}

function readRow(header: readonly string[], record: readonly string[], file: string, row: number): FoundReport {
  if (record.length !== header.length) throw new BadCell(`has ${record.length} cells instead of ${header.length}`);
  function cells(names: readonly string[]): string[] {
    return header.flatMap((name, index) => {
      const cell = record[index]?.trim() ?? '';
      return names.includes(name) && cell !== '' && !/^nan$/i.test(cell) ? [cell] : [];
    });
  }
  // Several films in one cell, as `a.png|b.png`.
  const studyNames = cells(STUDY_COLUMNS).flatMap((cell) => [cell, ...cell.split(/[;|]/)]);
  const patientNames = cells(PATIENT_COLUMNS);
  if (studyNames.length + patientNames.length === 0) throw new BadCell('names no case and no patient');
  const [whole] = cells(WHOLE_COLUMNS);
  const halves = [cells(FINDINGS_COLUMNS)[0], cells(IMPRESSION_COLUMNS)[0]];
  const joined = [halves[0] && `Findings:\n${halves[0]}`, halves[1] && `Impression:\n${halves[1]}`];
  const { indication, text } = splitReport(whole ?? joined.filter(Boolean).join('\n\n'));
  if (text === '') throw new BadCell('holds no text');
  const source = cells(['source'])[0];
  return {
    ...{ file, entry: row, origin: 'report table', studyNames, patientNames, text },
    source: source === undefined ? 'reference' : sourceCell(source),
    date: dateCell(cells(['date', 'study_date', 'studydate'])[0]),
    indication: cells(['indication', 'history'])[0] ?? indication,
  };
}

function dateCell(cell: string | undefined): string | null {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(cell ?? '') ?? [];
  return day === undefined ? null : `${year}${month}${day}`;
}
