import { z } from 'zod';
import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { sessionEvent } from '../session/event.ts';
import { verifyChain } from './chain.ts';
import type { LogRecord, StudyRecord } from './record.ts';

/** Names a workstation that reads a part of a study; made when the part is packed. */
export const stationId = z.string().regex(/^w[a-z0-9]{6,24}$/);

/** The whole log of one workstation, as it came back. */
export interface StationLog {
  readonly station: string;
  readonly records: readonly LogRecord[];
}

/** One record a line, in canonical JSON: equal logs are equal bytes. */
export function* logLines(records: Iterable<LogRecord>): Generator<string> {
  for (const { seq, study, session, read, type, payload, wall, mono, previousHash, hash } of records)
    yield `${canonicalJson({ seq, study, session, read, type, payload, wall, mono, previousHash, hash })}\n`;
}

/** The record of a line. Throws Failure log-broken with the number that it should have. */
export function lineRecord(line: string, seq: number): LogRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Failure('log-broken', { seq, reason: 'it is not JSON' });
  }
  const event = sessionEvent.safeParse(value);
  const rest = about.safeParse(value);
  if (!event.success || !rest.success) {
    const issue = (event.error ?? rest.error)?.issues[0];
    throw new Failure('log-broken', {
      seq,
      reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no record'}`,
    });
  }
  return { ...event.data, ...rest.data };
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const about = z.object({
  seq: z.int(),
  study: z.string(),
  session: z.string(),
  read: z.string().nullable(),
  previousHash: hash,
  hash,
});

/**
 * What becomes of a workstation's log when the same comes again: `longer` replaces what is known, `known` changes
 * nothing. Throws Failure log-broken where the chain is broken, or where the two tell different stories from a record on.
 */
export function compareLogs(known: readonly LogRecord[], found: readonly LogRecord[]): 'longer' | 'known' {
  verifyChain(found);
  const common = Math.min(known.length, found.length);
  for (let index = 0; index < common; index++) {
    if (known[index]?.hash === found[index]?.hash) continue;
    const reason = 'another record of this workstation is known already with this number';
    throw new Failure('log-broken', { seq: index + 1, reason });
  }
  return found.length > known.length ? 'longer' : 'known';
}

/**
 * The records of the study's own log and of all workstations, in an order that does not hang on when they came. Throws
 * Failure log-conflict for a read that has events in two of them.
 */
export function* joinedRecords(own: Iterable<LogRecord>, stations: readonly StationLog[]): Generator<StudyRecord> {
  const places = new Map<string, string>();
  function noted(record: LogRecord, place: string): void {
    if (record.read === null) return;
    const before = places.get(record.read) ?? place;
    if (before !== place) throw new Failure('log-conflict', { read: record.read, first: before, second: place });
    places.set(record.read, place);
  }
  for (const record of own) {
    noted(record, OWN_LOG);
    yield record;
  }
  for (const { station, records } of [...stations].sort((a, b) => (a.station < b.station ? -1 : 1))) {
    for (const record of records) {
      noted(record, station);
      yield { ...record, station };
    }
  }
}

/** What stands for the study's own log where logs are told apart. */
export const OWN_LOG = 'main';
