import { canonicalJson, sha256 } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import type { SessionEvent } from '../session/event.ts';
import type { LogRecord } from './record.ts';

/** What stands before the first record. */
export const GENESIS_HASH = '0'.repeat(64);

/** The end of a log: where the next record is tied on. */
export interface LogEnd {
  readonly seq: number;
  readonly hash: string;
}

/** What is new in a record: an event and where it belongs. */
export interface NewRecord {
  readonly study: string;
  readonly session: string;
  readonly read: string | null;
  readonly event: SessionEvent;
}

/** The next record of a log, tied to the one before by its hash; null begins a log. */
export function chainRecord(previous: LogEnd | null, part: NewRecord): LogRecord {
  const unsigned = {
    ...part.event,
    seq: (previous?.seq ?? 0) + 1,
    study: part.study,
    session: part.session,
    read: part.read,
    previousHash: previous?.hash ?? GENESIS_HASH,
  };
  return { ...unsigned, hash: recordHash(unsigned) };
}

/** Goes through a log from its first record; throws Failure log-broken that names the first bad one. */
export function verifyChain(records: Iterable<LogRecord>): { records: number; lastHash: string } {
  let seq = 0;
  let lastHash = GENESIS_HASH;
  for (const record of records) {
    seq += 1;
    if (record.seq !== seq) throw broken(seq, `record ${record.seq} stands in its place`);
    if (record.previousHash !== lastHash) throw broken(seq, 'it does not follow the record before it');
    if (record.hash !== recordHash(record)) throw broken(seq, 'its content was changed');
    lastHash = record.hash;
  }
  return { records: seq, lastHash };
}

/** SHA-256 of the canonical JSON of all fields but the hash itself. */
function recordHash(record: Omit<LogRecord, 'hash'>): string {
  const { seq, study, session, read, type, payload, wall, mono, previousHash } = record;
  const fields = { seq, study, session, read, type, payload: wellFormed(payload), wall, mono, previousHash };
  return sha256(canonicalJson(fields));
}

/**
 * Half a surrogate pair has no UTF-8 form and canonical JSON refuses it, but an editor's change may cut a pair in two:
 * for the hash it counts as U+FFFD, which is what UTF-8 encoders write.
 */
function wellFormed(payload: object): unknown {
  const json = JSON.stringify(payload);
  if (!/\\ud[89a-f]/i.test(json)) return payload;
  return JSON.parse(json, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value,
  );
}

function broken(seq: number, reason: string): Failure {
  return new Failure('log-broken', { seq, reason });
}
