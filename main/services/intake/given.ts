import type { FailureData } from '#core/errors.ts';

/** A file of what was given, wherever it lies; read when its turn comes. */
export interface IntakeFile {
  /** Its path in what was given, with forward slashes. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  read(): Promise<Uint8Array>;
}

/** What a designer gave, as a list of files. */
export interface IntakeSource {
  readonly kind: 'folder' | 'zip' | 'dicomdir' | 'table' | 'file';
  /** For people: a name, not a path. */
  readonly name: string;
  readonly files: readonly IntakeFile[];
  /** What of it can't even be listed. */
  readonly problems: readonly FailureData[];
  close(): Promise<void>;
}
