import { Failure, type FailureData } from '#core/errors.ts';
import type { View } from './case.ts';

/** An image of a row: a file name relative to the image folder, and its view where the table tells it. */
export interface RowImage {
  readonly file: string;
  readonly view: View | null;
  readonly prior: boolean;
}

/** One case of a table, rows of the same study merged. */
export interface CaseRow {
  /** Line of the table's first row of this case, 1 being the header; for messages. */
  readonly row: number;
  /** The case's name in the table. It may identify: it must not enter the study. */
  readonly name: string;
  readonly images: readonly RowImage[];
  readonly indication: string;
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  /** At most one a source. */
  readonly drafts: readonly { readonly source: string; readonly text: string }[];
}

export interface CaseTable {
  readonly rows: readonly CaseRow[];
  /** What is wrong with the rows that are left out, in order: csv-row failures. */
  readonly problems: readonly FailureData[];
}

/**
 * Reads a table of cases: the official reader-study layout (sample_id, study_id, images, indication, candidate,
 * reference) or the simpler one (case, file, ...). A bad row is a problem and the rest goes on; missing columns
 * throw Failure csv-columns.
 */
export function readCaseTable(text: string, file: string): CaseTable {
  throw new Failure('internal', { reason: `not written yet ${file} ${text.length}` });
}
