import type { FailureData } from '#core/errors.ts';
import type { MessageValues } from '#core/messages/messages.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import type { View } from '../case.ts';
import type { IdentifierMark } from './identifiers.ts';

/** A doubt about a case that does not keep it out, as data; the code has words in the catalogue of warnings. */
export interface CaseWarning {
  readonly code: WarningCode;
  readonly detail: MessageValues;
}

/** A film as it would be taken in. */
export interface PlannedFilm {
  readonly file: string;
  readonly view: View;
  /** Of an earlier study of the same patient. */
  readonly prior: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly warnings: readonly WarningCode[];
  /** Why it can't be used; it is left out then. */
  readonly problem: FailureData | null;
}

/** The films that are taken in without those of some files: of the others, the ones that can be used. */
export function takenFilms<Film extends Pick<PlannedFilm, 'file' | 'problem'>>(
  films: readonly Film[],
  without: readonly string[],
): Film[] {
  return films.filter(({ file, problem }) => problem === null && !without.includes(file));
}

/** Whether films are enough for a case: one of them is of its own time. */
export function hasCurrent(films: readonly Pick<PlannedFilm, 'prior'>[]): boolean {
  return films.some(({ prior }) => !prior);
}

/** A text of a case, with what in it may identify. */
export interface PlannedText {
  readonly text: string;
  readonly marks: readonly IdentifierMark[];
}

export interface PlannedDraft extends PlannedText {
  readonly source: string;
  /** Where it came from, in words that identify nobody. */
  readonly provenance: string;
}

/** A case as it would be taken in: films of its own time first, then those of earlier studies, the latest first. */
export interface PlannedCase {
  /** From 1, in the order of the plan. Nothing of it enters the study. */
  readonly number: number;
  readonly films: readonly PlannedFilm[];
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  readonly indication: PlannedText;
  readonly drafts: readonly PlannedDraft[];
  readonly warnings: readonly CaseWarning[];
  /** Whether it can be used at all, and whether it is taken unless its designer says otherwise. */
  readonly usable: boolean;
  readonly taken: boolean;
}

/** What would be taken in, before anything is written. */
export interface CasePlan {
  readonly cases: readonly PlannedCase[];
  /** Reports that belong nowhere, and rows of tables that can't be used. */
  readonly problems: readonly FailureData[];
  /** Files that hold the same film as another of the same study; the first of each is used. */
  readonly copies: readonly string[];
  /** Reports of earlier studies, which no reader is given. */
  readonly priorReports: number;
}

/** What a case is: a patient, whose latest study is read, or every study. */
export type CaseUnit = 'patient' | 'study';
