import { Failure } from '#core/errors.ts';
import type { Reader } from '../allocation/readers.ts';
import type { AllocationKey, ReadingLists } from '../allocation/lists.ts';
import type { LogRecord } from '../log/record.ts';
import type { Protocol } from '../protocol/protocol.ts';

export interface BundleInput {
  readonly study: { readonly id: string; readonly title: string; readonly state: string; readonly simulated?: boolean };
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  /** Null while the study is blinded: the arm columns stay empty. */
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
  readonly records: readonly LogRecord[];
  /** Wall clock of the export, ms since 1970. */
  readonly made: number;
  /** Version of the program. */
  readonly version: string;
}

export interface BundleFile {
  readonly name: string;
  readonly content: string;
}

/** The files of an export: reads.csv, answers.csv, events.csv, datapackage.json, analysis.json, README.txt. */
export function bundle(input: BundleInput): BundleFile[] {
  throw new Failure('internal', { reason: `not written yet ${input.study.id}` });
}
