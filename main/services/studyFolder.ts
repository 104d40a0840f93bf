import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import {
  allocationKey,
  readerCode,
  readingLists,
  type AllocationKey,
  type ReadingLists,
} from '#studies/allocation/lists.ts';
import { draft, studyCase, type Draft, type StudyCase } from '#studies/cases/case.ts';
import { stationId } from '#studies/log/stations.ts';
import { protocol, words, type Protocol } from '#studies/protocol/protocol.ts';
import { hashBytes, jsonText, parseJson, readBytes, readJson, writeWhole } from './files.ts';

/** The newest layout of a study folder that this program reads. */
export const STUDY_FORMAT = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Path of a part in the folder: it can't lead out of it. */
export const partName = z.string().regex(/^(cases\/[a-z0-9]+\/)?[a-z0-9]+\.[a-z]+$/);

/** `study.json`. A part that is not named in `hashes` is not part of the study (yet). */
const studyFile = z.object({
  format: z.literal(STUDY_FORMAT),
  id: z.string().regex(/^s[a-z0-9]{6,24}$/),
  title: words,
  state: z.enum(['designing', 'open', 'closed', 'unblinded']),
  created: z.iso.datetime(),
  /** Set when its readers were simulated. */
  simulated: z.literal(true).optional(),
  /** The age recipient that the key is sealed to. */
  recipient: z.string().startsWith('age1').optional(),
  /** Readers whose reads do not count, as the log says. */
  rejected: z.array(readerCode).optional(),
  /** Set in what was unpacked from a package: the name of this workstation. */
  station: z.object({ id: stationId }).optional(),
  /** Workstations that parts of this study were packed for, with the hash of their reading lists. */
  stations: z.array(z.object({ id: stationId, readers: z.array(readerCode), reads: sha256 })).optional(),
  /** SHA-256 of each part, by its path in the folder with forward slashes. */
  hashes: z.record(partName, sha256),
});
export type StudyFile = z.infer<typeof studyFile>;
export type StudyState = StudyFile['state'];

/** scrypt of a PIN (RFC 7914); salt and hash in hexadecimal. */
const pinHash = z.object({ salt: z.string().regex(/^[0-9a-f]{32}$/), hash: sha256 });
export type PinHash = z.infer<typeof pinHash>;

/** scrypt of a one-time code; `number`: the so manieth of this reader, `wrong`: tries that did not fit. */
const onceHash = pinHash.extend({ number: z.int().min(1), wrong: z.int().min(0) });

const readersFile = z.object({
  format: z.literal(1),
  readers: z.array(
    z.object({
      code: readerCode,
      group: z.string(),
      /** Null until the study is opened, and until a one-time code was used. */
      pin: pinHash.nullable(),
      /** A code that lets the reader choose a PIN; gone once that is done. */
      once: onceHash.optional(),
    }),
  ),
});
export type StudyReader = z.infer<typeof readersFile>['readers'][number];

const draftsFile = z.object({ format: z.literal(1), drafts: z.array(draft) });

/** An open study: its folder, what `study.json` says, and its protocol. */
export interface Study {
  readonly folder: string;
  readonly file: StudyFile;
  readonly protocol: Protocol;
}

/** Throws study-missing, study-newer or study-damaged. */
export async function openStudy(folder: string): Promise<Study> {
  const content = await studyFileBytes(folder);
  const path = join(folder, 'study.json');
  const { format } = parseJson(content, path, z.object({ format: z.number() }));
  if (format > STUDY_FORMAT) throw new Failure('study-newer', { folder, found: format, supported: STUDY_FORMAT });
  const file = parseJson(content, path, studyFile);
  return { folder, file, protocol: await readPart({ folder, file }, 'protocol.json', protocol) };
}

async function studyFileBytes(folder: string): Promise<Buffer> {
  try {
    return await readBytes(join(folder, 'study.json'));
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'file-missing')
      throw new Failure('study-missing', { folder }, thrown);
    throw thrown;
  }
}

/** Throws study-state unless the study is in one of the needed states. */
export function needState(study: Study, action: string, ...needed: StudyState[]): void {
  const { state } = study.file;
  if (!needed.includes(state)) throw new Failure('study-state', { state, action, needed: needed.join(' or ') });
}

export function hasPart(study: Pick<Study, 'file'>, name: string): boolean {
  return name in study.file.hashes;
}

/** A part's bytes, checked against its hash. Throws study-damaged when it is missing or was changed. */
export async function readPartBytes({ folder, file }: Pick<Study, 'folder' | 'file'>, name: string): Promise<Buffer> {
  const path = join(folder, name);
  const content = await readBytes(path).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.code === 'file-missing') {
      throw new Failure('study-damaged', { file: path, reason: 'it is missing' }, thrown);
    }
    throw thrown;
  });
  if (hashBytes(content) !== file.hashes[name]) {
    throw new Failure('study-damaged', { file: path, reason: 'it is not as it was written (hash in study.json)' });
  }
  return content;
}

async function readPart<S extends z.ZodType>(
  study: Pick<Study, 'folder' | 'file'>,
  name: string,
  schema: S,
): Promise<z.output<S>> {
  return parseJson(await readPartBytes(study, name), join(study.folder, name), schema);
}

export function readLists(study: Study): Promise<ReadingLists> {
  return readPart(study, 'reads.json', readingLists);
}

export async function readReaders(study: Study): Promise<StudyReader[]> {
  return (await readPart(study, 'readers.json', readersFile)).readers;
}

/** The same without the hash, which a crash while PINs were changed may have left behind. */
export async function readReadersToChange({ folder }: Study): Promise<StudyReader[]> {
  return (await readJson(join(folder, 'readers.json'), readersFile)).readers;
}

/**
 * The file may hold one draft more than `study.json` knows: a crash on the way from the drafts to their hash leaves it
 * so. Throws study-damaged for any other difference.
 */
export async function readDrafts(study: Study): Promise<Draft[]> {
  const { drafts } = await readJson(join(study.folder, 'drafts.json'), draftsFile);
  const known = hashBytes(jsonText({ format: 1, drafts: drafts.slice(0, -1) }));
  return known === study.file.hashes['drafts.json']
    ? drafts
    : (await readPart(study, 'drafts.json', draftsFile)).drafts;
}

/** The opened key; null while the study is blinded. */
export async function readKey(study: Study): Promise<AllocationKey | null> {
  return hasPart(study, 'key.json') ? readPart(study, 'key.json', allocationKey) : null;
}

export function readCase(study: Study, id: string): Promise<StudyCase> {
  return readPart(study, `cases/${id}/case.json`, studyCase);
}

/** The opaque names of all cases. */
export function caseIds({ file }: Study): string[] {
  return Object.keys(file.hashes).flatMap((name) => /^cases\/([^/]+)\/case\.json$/.exec(name)?.[1] ?? []);
}

/** What to change in a study, all at once. */
export interface StudyChange {
  /** Parts to write, by name: bytes as they are, anything else as JSON. */
  readonly parts?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly file?: Partial<Omit<StudyFile, 'hashes' | 'format'>>;
}

/**
 * Writes parts, then `study.json` with their hashes, then removes what is to go; each file whole or not at all, and
 * `study.json` decides: after a crash on the way the study is as it was, or a part tells that it was changed.
 */
export async function saveStudy<S extends Omit<Study, 'protocol'>>(study: S, change: StudyChange): Promise<S> {
  const hashes = { ...study.file.hashes };
  for (const [name, value] of Object.entries(change.parts ?? {})) {
    const content = value instanceof Uint8Array ? value : jsonText(value);
    await writeWhole(join(study.folder, name), content);
    hashes[name] = hashBytes(content);
  }
  for (const name of change.remove ?? []) delete hashes[name];
  const file: StudyFile = { ...study.file, ...change.file, hashes };
  await writeWhole(join(study.folder, 'study.json'), jsonText(file));
  for (const name of change.remove ?? []) await rm(join(study.folder, name), { force: true });
  return { ...study, file };
}

/** What is wrong with the parts of a study, one sentence each; empty when every file is as it was written. */
export async function checkParts(study: Study): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const name of Object.keys(study.file.hashes)) {
    try {
      await readPartBytes(study, name);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      failures.push(thrown);
    }
  }
  return failures;
}

/** The log and the file whose lock is the right to write it. */
export function logFiles(folder: string): { log: string; lock: string } {
  return { log: join(folder, 'log.sqlite'), lock: join(folder, 'writer.lock') };
}
