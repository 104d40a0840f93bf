import { Failure } from '#core/errors.ts';
import type { Reader } from '../allocation/readers.ts';
import type { AllocationKey, ReadingLists } from '../allocation/lists.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { Answer, Entry, Phase } from '../session/state.ts';

/** Every definition of time, each in seconds; null where it can't be told. */
export type TimeName = 'reading' | 'wall' | 'focused' | 'idleCapped' | 'firstToLast';

export interface Edits {
  /** Levenshtein distance of given and final text, in characters and in words. */
  readonly characters: number;
  readonly words: number;
  /** Work done over the log, in UTF-16 units. */
  readonly inserted: number;
  readonly deleted: number;
  /** Share of the given text's words that stand in the final text; null without a given text. */
  readonly kept: number | null;
  /** The given text was accepted as it is; null without a given text. */
  readonly unchanged: boolean | null;
}

/** One read as a row: who, what, how long, what became of the text. */
export interface ReadRow {
  readonly read: string;
  readonly reader: string;
  readonly group: string;
  /** Null while the study is blinded. */
  readonly arm: string | null;
  readonly source: string | null;
  readonly case: string;
  readonly period: number;
  readonly position: number;
  readonly phase: Phase;
  readonly sessions: number;
  readonly marks: Readonly<Record<'opened' | 'painted' | 'submitted' | 'finished', number | null>>;
  /** Null until the report is submitted. */
  readonly times: Readonly<Record<TimeName, number | null>> | null;
  /** Count and total length (seconds) of what the reading time leaves out. */
  readonly gaps: { readonly count: number; readonly seconds: number };
  readonly initial: string | null;
  readonly final: string | null;
  readonly edits: Edits | null;
  readonly answers: Readonly<Record<string, Answer>>;
}

export interface RowsInput {
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
  /** Read id -> entries, as `entriesByRead` of the log gives them. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
}

/** One row for each read of the lists, in their order, read or not. */
export function readRows(input: RowsInput): ReadRow[] {
  throw new Failure('internal', { reason: `not written yet ${input.lists.reads.length}` });
}
