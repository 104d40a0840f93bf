import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { verifyChain } from '#studies/log/chain.ts';
import type { LogRecord, StudyRecord } from '#studies/log/record.ts';
import { compareLogs, joinedRecords, lineRecord, logLines, stationId, type StationLog } from '#studies/log/stations.ts';
import { areSimulated } from '#studies/simulate/simulate.ts';
import { decrypted, encrypted } from './ageFile.ts';
import { openEventLog, type EventLog } from './eventStore.ts';
import { writePieces } from './files.ts';
import { changeStudy } from './lifecycle.ts';
import { readIdentity } from './seal.ts';
import {
  hasPart,
  logFiles,
  needState,
  openStudy,
  readLists,
  readPartBytes,
  saveStudy,
  type Study,
} from './studyFolder.ts';

/** First line of a file of results; the records follow, one a line. */
const resultsHeader = z.object({
  format: z.literal(1),
  study: z.string(),
  station: stationId,
  records: z.int().min(0),
  lastHash: z.string(),
});

export interface Returned {
  readonly station: string;
  readonly records: number;
  readonly lastHash: string;
}

/**
 * Writes the log of a workstation into one file that only the designer's identity opens; as often as wanted, each holds
 * all of it. Throws usage for a study that was not unpacked, log-broken, file-exists.
 */
export async function returnResults(folder: string, out: string): Promise<Returned> {
  const { file } = await openStudy(folder);
  if (!file.station || file.recipient === undefined)
    throw new Failure('usage', { reason: `${folder} was not made from a package; only a workstation's part returns` });
  const log = openEventLog(logFiles(folder).log);
  try {
    const { records, lastHash } = verifyChain(log.records());
    const header = { format: 1, study: file.id, station: file.station.id, records, lastHash };
    const lines = linesOf(header, log, records);
    await writePieces(out, await encrypted(lines, { recipient: file.recipient }));
    return { station: file.station.id, records, lastHash };
  } finally {
    log.close();
  }
}

/** Lines gathered into pieces of about this many characters. */
const PIECE = 1 << 16;

/** A reader may go on meanwhile: what comes after the counted records stays for the next time. */

async function* linesOf(header: object, log: EventLog, count: number): AsyncGenerator<Uint8Array> {
  let held = `${JSON.stringify(header)}\n`;
  let left = count;
  for (const line of logLines(log.records())) {
    if (left === 0) break;
    left -= 1;
    held += line;
    if (held.length < PIECE) continue;
    yield Buffer.from(held);
    held = '';
  }
  yield Buffer.from(held);
}

export interface Merged {
  readonly station: string;
  readonly records: number;
  /** False where nothing in the file was new. */
  readonly changed: boolean;
}

/**
 * Takes the results of a workstation into the study; the same file again changes nothing, and the order in which
 * workstations come back leaves no trace. Throws log-broken that names the first record that is not as it was written,
 * log-conflict, package-locked, package-damaged, or usage for results of another study.
 */
export function mergeResults(folder: string, file: string, identityFile: string): Promise<Merged> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'merging', 'open', 'closed');
    const { secret } = await readIdentity(identityFile);
    const { header, records } = await readResults(file, { identity: secret, identityFile });
    const { station } = header;
    if (header.study !== study.file.id)
      throw new Failure('usage', {
        reason: `${file} holds results of study ${header.study}, this one is ${study.file.id}`,
      });
    await checkBelongs(study, station, records);
    const others = await readStations(study);
    const known = others.find((each) => each.station === station)?.records ?? [];
    const changed = compareLogs(known, records) === 'longer';
    if (changed) {
      const logs = [...others.filter((each) => each.station !== station), { station, records }];
      // Goes through all of them, for reads that stand in two.
      for (const _record of joinedRecords(writer.records(), logs));
      const text = [...logLines(records)].join('');
      await saveStudy(study, {
        parts: { [partOfStation(station)]: Buffer.from(text) },
        ...(areSimulated(records) ? { file: { simulated: true as const } } : {}),
      });
    }
    return { station, records: records.length, changed };
  });
}

type Opened = { readonly identity: string; readonly identityFile: string };

async function readResults(file: string, opener: Opened) {
  let header: z.infer<typeof resultsHeader> | null = null;
  const records: LogRecord[] = [];
  try {
    for await (const line of lines(decrypted(file, opener))) {
      if (header) records.push(lineRecord(line, records.length + 1));
      else header = headerOf(line, file);
    }
  } catch (thrown) {
    const within = thrown instanceof Failure && thrown.code === 'package-damaged' && Number(thrown.detail['piece']) > 0;
    if (!within) throw thrown;
    throw new Failure(
      'log-broken',
      { seq: records.length + 1, reason: 'the file was changed or cut off there' },
      thrown,
    );
  }
  if (!header) throw new Failure('package-damaged', { file, reason: 'it is empty' });
  const { lastHash } = verifyChain(records);
  if (records.length !== header.records)
    throw new Failure('log-broken', {
      seq: records.length + 1,
      reason: `the file holds ${records.length} of ${header.records} records`,
    });
  if (lastHash !== header.lastHash)
    throw new Failure('log-broken', { seq: records.length, reason: 'it is not the last record that was sent' });
  return { header, records };
}

function headerOf(line: string, file: string): z.infer<typeof resultsHeader> {
  try {
    return resultsHeader.parse(JSON.parse(line));
  } catch (thrown) {
    throw new Failure('package-damaged', { file, reason: 'it holds no results of a workstation' }, thrown);
  }
}

async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const piece of pieces) {
    const parts = (held + decoder.decode(piece, { stream: true })).split('\n');
    held = parts.pop() ?? '';
    yield* parts;
  }
  if (held !== '') yield held;
}

/** The log begins with the part that was packed for this workstation, and holds no read of anybody else. */
async function checkBelongs(study: Study, station: string, records: readonly LogRecord[]): Promise<void> {
  const packed = study.file.stations?.find(({ id }) => id === station);
  if (!packed) throw new Failure('usage', { reason: `nothing was packed for workstation ${station} here` });
  const [first] = records;
  if (first?.type !== 'study.packed' || first.payload.station !== station || first.payload.reads !== packed.reads)
    throw new Failure('log-broken', { seq: 1, reason: 'it does not begin with the part that was packed' });
  const { reads } = await readLists(study);
  const own = new Set(reads.flatMap(({ id, reader }) => (packed.readers.includes(reader) ? [id] : [])));
  for (const { seq, study: of, read } of records) {
    if (of !== study.file.id) throw new Failure('log-broken', { seq, reason: `it belongs to study ${of}` });
    if (read !== null && !own.has(read))
      throw new Failure('log-broken', { seq, reason: `${read} was not packed for this workstation` });
  }
}

/** The logs of workstations that came back. Throws study-damaged or log-broken. */
export async function readStations(study: Study): Promise<StationLog[]> {
  const back = (study.file.stations ?? []).filter(({ id }) => hasPart(study, partOfStation(id)));
  return Promise.all(
    back.map(async ({ id: station }) => {
      const text = (await readPartBytes(study, partOfStation(station))).toString('utf8');
      const records = text.split('\n').flatMap((line, index) => (line === '' ? [] : [lineRecord(line, index + 1)]));
      return { station, records };
    }),
  );
}

/** All records of a study while its own log is open. */
export async function studyRecords(study: Study, log: EventLog): Promise<Iterable<StudyRecord>> {
  return joinedRecords(log.records(), await readStations(study));
}

function partOfStation(station: string): string {
  return `${station}.jsonl`;
}
