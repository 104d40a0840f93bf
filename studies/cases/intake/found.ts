import type { FailureData } from '#core/errors.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import type { View } from '../case.ts';

/** A film as an intake found it. All but `file` is held in memory only, to link films and reports; see `plan.ts`. */
export interface FoundFilm {
  /** Its path in what was given, with forward slashes; for messages, and to read it again. */
  readonly file: string;
  /** Whatever tells one patient from another; null where nothing does. */
  readonly patient: string | null;
  readonly study: string | null;
  /** Date and time of the study, `YYYYMMDD` or `YYYYMMDDHHMMSS`; null where it is not known. */
  readonly taken: string | null;
  /** Names by which a report may refer to the study, and to the patient. */
  readonly studyNames: readonly string[];
  readonly patientNames: readonly string[];
  /** Words and numbers of the header that must not stand in a text. */
  readonly secrets: readonly string[];
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  readonly view: View;
  /** Size in pixels; 0 where they can't be read. */
  readonly rows: number;
  readonly columns: number;
  /** The same for the same pixels; null where they can't be read. */
  readonly pixels: string | null;
  readonly warnings: readonly WarningCode[];
  /** Why it can't be used. */
  readonly problem: FailureData | null;
}

/** A report as an intake found it. */
export interface FoundReport {
  readonly file: string;
  /** Number of the row or the entry in the file, where it holds several; for messages. */
  readonly entry: number | null;
  /** Where it came from, in words that identify nobody. */
  readonly origin: string;
  readonly source: string;
  /** Names of a study, or of a film or folder of it. */
  readonly studyNames: readonly string[];
  readonly patientNames: readonly string[];
  /** `YYYYMMDD`; null where it is not known. */
  readonly date: string | null;
  readonly indication: string;
  readonly text: string;
}

/** Several reports of one file, and what is wrong with the others in it. */
export interface FoundReports {
  readonly reports: readonly FoundReport[];
  readonly problems: readonly FailureData[];
}

/** A name as it is compared: letters in one case, blanks at the ends gone. */
export function comparable(name: string): string {
  return name.trim().toLowerCase();
}

/** Names of a film or report by its place: its path, its name, both without ending, and its folder. */
export function placeNames(file: string): string[] {
  const stem = file.replace(/\.[^./]{1,8}$/, '');
  const name = stem.slice(stem.lastIndexOf('/') + 1);
  const plain = name.replace(/[-_. ]*(report|text|findings)$/i, '');
  const folder = file.split('/').slice(0, -1).join('/');
  return [...new Set([file, stem, name, plain, folder].filter((each) => each !== ''))];
}
