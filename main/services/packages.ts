import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { tarFiles } from '#core/tar/read.ts';
import { tarEnd, tarEntry } from '#core/tar/write.ts';
import { decrypted, encrypted, type Lock, type Opener } from './ageFile.ts';
import { createDatabase } from './database.ts';
import { openEventWriter } from './eventStore.ts';
import { buildFolder, hashBytes, jsonText, onFile, writeNew, writePieces } from './files.ts';
import { changeStudy, logAct } from './lifecycle.ts';
import {
  checkParts,
  logFiles,
  needState,
  openStudy,
  partName,
  readLists,
  readPartBytes,
  readReaders,
  saveStudy,
  type Study,
} from './studyFolder.ts';

export interface Packed {
  readonly station: string;
  readonly readers: readonly string[];
  readonly cases: number;
  readonly reads: number;
}

/**
 * Writes what some readers need at another workstation into one encrypted file: protocol, their lists, their cases,
 * their PINs as hashes; no key, and no other reader's list. From then on they can't sign in here. Throws study-state
 * unless the study is open, usage for a reader who is unknown or has begun here, reader-elsewhere, file-exists.
 */
export function packStudy(
  folder: string,
  codes: readonly string[],
  out: string,
  lock: Lock,
  wall: number,
): Promise<Packed> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'packing', 'open');
    needWhole(study);
    await needFree(study, codes, new Set(writer.marks().map(({ read }) => read)));
    const station = `w${randomBytes(6).toString('hex')}`;
    const part = await partOf(study, station, codes);
    await writePieces(out, await encrypted(archive(study, part), lock));
    const { 'reads.json': reads = '', 'protocol.json': protocol = '' } = part.file.hashes;
    const payload = { station, readers: [...codes], reads, protocol };
    logAct(writer, { type: 'study.packed', payload, wall, mono: 0 });
    const stations = [...(study.file.stations ?? []), { id: station, readers: [...codes], reads }];
    await saveStudy(study, { file: { stations } });
    return { station, readers: codes, cases: part.cases, reads: part.reads };
  });
}

/** Throws usage where a study is itself the part of another. */
function needWhole({ file }: Study): void {
  if (file.station) throw new Failure('usage', { reason: `this is workstation ${file.station.id}'s part of a study` });
}

async function needFree(study: Study, codes: readonly string[], begun: ReadonlySet<string>): Promise<void> {
  const known = (await readReaders(study)).map(({ code }) => code);
  const { reads } = await readLists(study);
  for (const reader of codes) {
    if (!known.includes(reader))
      throw new Failure('usage', { reason: `no reader ${reader}; there are ${known.join(', ')}` });
    const away = study.file.stations?.find(({ readers }) => readers.includes(reader));
    if (away) throw new Failure('reader-elsewhere', { reader, station: away.id });
    if (reads.some((read) => read.reader === reader && begun.has(read.id)))
      throw new Failure('usage', { reason: `${reader} has begun to read here` });
  }
  if (codes.length === 0) throw new Failure('usage', { reason: `name readers among ${known.join(', ')}` });
}

interface Part {
  /** `study.json` of the part. */
  readonly file: Study['file'];
  /** Parts that are other than those of the whole study, by name. */
  readonly made: ReadonlyMap<string, Uint8Array>;
  readonly cases: number;
  readonly reads: number;
}

async function partOf(study: Study, station: string, codes: readonly string[]): Promise<Part> {
  const readers = (await readReaders(study)).filter(({ code }) => codes.includes(code));
  const lists = await readLists(study);
  const reads = lists.reads.filter(({ reader }) => codes.includes(reader));
  const cases = new Set(reads.map((read) => read.case));
  const made = new Map([
    ['readers.json', Buffer.from(jsonText({ format: 1, readers }))],
    ['reads.json', Buffer.from(jsonText({ ...lists, reads }))],
  ]);
  const hashes = Object.fromEntries(
    Object.entries(study.file.hashes).flatMap(([name, hash]) => {
      const own = made.get(name);
      if (own) return [[name, hashBytes(own)]];
      const caseId = /^cases\/([^/]+)\//.exec(name)?.[1];
      const wanted = caseId === undefined ? /^protocol\d*\./.test(name) : cases.has(caseId);
      return wanted ? [[name, hash]] : [];
    }),
  );
  const { stations: _others, ...file } = study.file;
  return { file: { ...file, hashes, station: { id: station } }, made, cases: cases.size, reads: reads.length };
}

async function* archive(study: Study, { file, made }: Part): AsyncGenerator<Uint8Array> {
  yield tarEntry('study.json', Buffer.from(jsonText(file)));
  for (const name of Object.keys(file.hashes))
    yield tarEntry(name, made.get(name) ?? (await readPartBytes(study, name)));
  yield tarEnd();
}

/**
 * Makes a study folder of a package: a study of its own that begins its own log. Appears whole or not at all. Throws
 * package-locked, package-damaged, file-exists, disk-full.
 */
export function unpackStudy(file: string, folder: string, opener: Opener, wall: number): Promise<Packed> {
  return buildFolder(folder, async (aside) => {
    const broken = (reason: string): Failure => new Failure('package-damaged', { file, reason });
    for await (const { name, content } of tarFiles(decrypted(file, opener), broken)) {
      if (name !== 'study.json' && !partName.safeParse(name).success)
        throw new Failure('package-damaged', { file, reason: `${name} is no part of a study` });
      await onFile(aside, () => mkdir(dirname(join(aside, name)), { recursive: true }));
      await writeNew(join(aside, name), content);
    }
    const study = await openStudy(aside);
    const [damaged] = await checkParts(study);
    if (damaged) throw new Failure('package-damaged', { file, reason: String(damaged.detail['reason']) }, damaged);
    const { station } = study.file;
    if (!station) throw new Failure('package-damaged', { file, reason: 'it was not packed for a workstation' });
    const readers = (await readReaders(study)).map(({ code }) => code);
    const { reads } = await readLists(study);
    const { log, lock } = logFiles(aside);
    createDatabase(log);
    const writer = openEventWriter(log, lock, study.file.id);
    try {
      const { 'reads.json': lists = '', 'protocol.json': protocol = '' } = study.file.hashes;
      const payload = { station: station.id, readers, reads: lists, protocol };
      logAct(writer, { type: 'study.packed', payload, wall, mono: 0 });
    } finally {
      writer.close();
    }
    return { station: station.id, readers, cases: new Set(reads.map((read) => read.case)).size, reads: reads.length };
  });
}
