import type { SessionEvent } from '../session/event.ts';

/** One row of the log. `hash` = SHA-256 of the canonical JSON of all the other fields. */
export type LogRecord = SessionEvent & {
  /** From 1, without holes. */
  seq: number;
  study: string;
  session: string;
  /** Null for events of the session or the study. */
  read: string | null;
  previousHash: string;
  hash: string;
};

/** A record of a study's own log, or, with its name, of a workstation that read a part of it. */
export type StudyRecord = LogRecord & { readonly station?: string };
