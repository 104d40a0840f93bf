import { sha256 } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import type { ReadEntry } from '#studies/allocation/lists.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import { verifyChain } from '#studies/log/chain.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { foldRead } from '#studies/session/session.ts';
import type { Entry } from '#studies/session/state.ts';
import { openEventLog, type EventLog } from './eventStore.ts';
import { differentPeople, needAllocated } from './lifecycle.ts';
import { readStations, studyRecords } from './stations.ts';
import { checkParts, logFiles, openStudy, readLists, type Study } from './studyFolder.ts';

export interface Verification {
  /** Those of workstations included. */
  readonly records: number;
  /** Of the study's own log. Cutting off the end of a log is only seen by whoever kept this from before. */
  readonly lastHash: string;
  /** Files whose hashes were compared. */
  readonly parts: number;
}

/** The whole hash chain and every file of the study. Throws log-broken or study-damaged with the first bad one. */
export async function verifyStudy(folder: string): Promise<Verification> {
  const study = await openStudy(folder);
  const log = openEventLog(logFiles(folder).log);
  const chain = await withLog(log, () => verifyChain(ofThisStudy(log.records(), study)));
  const stations = await readStations(study);
  let { records } = chain;
  for (const { station, records: own } of stations) {
    records += inStation(station, () => verifyChain(ofStation(own, study))).records;
  }
  const [damaged] = await checkParts(study);
  if (damaged) throw damaged;
  return { ...chain, records, parts: Object.keys(study.file.hashes).length };
}

function inStation<T>(station: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(
      thrown.code,
      { ...thrown.detail, reason: `${thrown.detail['reason']} (workstation ${station})` },
      thrown,
    );
  }
}

function* ofStation(records: Iterable<LogRecord>, { file }: Study): Generator<LogRecord> {
  for (const record of records) {
    if (record.study !== file.id)
      throw new Failure('log-broken', { seq: record.seq, reason: `it belongs to study ${record.study}` });
    yield record;
  }
}

/** A record of another study, or an opening with other lists than these, breaks the log as much as a changed one. */
function* ofThisStudy(records: Iterable<LogRecord>, { file, protocol: now }: Study): Generator<LogRecord> {
  const people = now.unblinding?.people ?? 1;
  const needed = people > 1 ? people : 0;
  let opened: Extract<LogRecord, { type: 'study.opened' }> | undefined;
  let amended: Extract<LogRecord, { type: 'study.amended' }> | undefined;
  const rejected = new Set<string>();
  for (const record of records) {
    const { seq, study } = record;
    if (study !== file.id) throw new Failure('log-broken', { seq, reason: `it belongs to study ${study}` });
    if (record.type === 'study.opened') opened = record;
    if (record.type === 'study.amended') amended = record;
    if (record.type === 'study.rejected') rejected.add(record.payload.reader);
    if (record.type === 'study.unblinded' && differentPeople(record.payload.people ?? []) < needed)
      throw new Failure('log-broken', { seq, reason: `it was unblinded without the names of ${needed} people` });
    yield record;
  }
  if (!opened) return;
  const { reads, key, protocol } = opened.payload;
  const first = amended ? 'protocol1.json' : 'protocol.json';
  if (amended && file.hashes['protocol.json'] !== amended.payload.protocol)
    throw new Failure('log-broken', { seq: amended.seq, reason: 'the study was amended to another protocol.json' });
  if (file.rejected?.some((reader) => !rejected.has(reader)) || rejected.size !== (file.rejected ?? []).length)
    throw new Failure('log-broken', { seq: opened.seq, reason: 'other readers were rejected than study.json says' });
  for (const [name, hash] of Object.entries({ 'reads.json': reads, 'key.sealed': key, [first]: protocol })) {
    if (file.hashes[name] === hash) continue;
    throw new Failure('log-broken', { seq: opened.seq, reason: `the study was opened with another ${name}` });
  }
}

export interface Replay {
  /** Reads with events, and submitted ones among them: their texts were rebuilt and compared. */
  readonly reads: number;
  readonly submitted: number;
  readonly changes: number;
}

/** Rebuilds every final text from its changes and compares it with what was submitted. Throws replay-differs. */
export async function replayStudy(folder: string): Promise<Replay> {
  const study = await openStudy(folder);
  needAllocated(study, 'replaying');
  const { reads } = await readLists(study);
  const log = openEventLog(logFiles(folder).log);
  const entries = await withLog(log, async () => entriesByRead(await studyRecords(study, log)));
  const given = new Map(reads.map((each) => [each.id, each]));
  let submitted = 0;
  let changes = 0;
  for (const [read, list] of entries) {
    const entry = given.get(read);
    if (!entry) throw new Failure('replay-differs', { read, reason: 'it is in no reading list' });
    const state = folded(entry, list);
    changes += state.changes;
    const end = list.find((entry) => entry.event.type === 'read.submitted');
    if (end?.event.type !== 'read.submitted') continue;
    const { length, sha256: hash } = end.event.payload;
    if (state.text.length !== length) throw differs(read, `${state.text.length} characters, ${length} were submitted`);
    if (sha256(state.text) !== hash) throw differs(read, 'its hash is another one');
    submitted += 1;
  }
  return { reads: entries.size, submitted, changes };
}

function folded({ id, text, sides }: ReadEntry, entries: readonly Entry[]) {
  try {
    return foldRead(text, entries, sides);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw differs(id, String(thrown.detail['reason'] ?? thrown.code));
  }
}

function differs(read: string, reason: string): Failure {
  return new Failure('replay-differs', { read, reason });
}

async function withLog<T>(log: EventLog, work: () => T): Promise<Awaited<T>> {
  try {
    return await work();
  } finally {
    log.close();
  }
}
