import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import type { SessionEvent } from '#studies/session/event.ts';
import { openEventWriter, type EventWriter } from './eventStore.ts';
import { hashPin, newOnceCode, newPin, onceCodeOf } from './pins.ts';
import { protocolPages } from './protocolPages.ts';
import { openKey, readIdentity } from './seal.ts';
import {
  hasPart,
  logFiles,
  needState,
  openStudy,
  readPartBytes,
  readReadersToChange,
  saveStudy,
  type Study,
  type StudyReader,
} from './studyFolder.ts';

/** What a reader needs to sign in; shown once. */
export interface Credential {
  readonly code: string;
  readonly group: string;
  /** What is typed at the first sign-in: a PIN, or a code that lets the reader choose one. */
  readonly pin: string;
  /** Whether it is a one-time code. */
  readonly once: boolean;
}

/**
 * Opens a study for reading: protocol and lists are fixed, a page for people says so, all readers get new PINs or, where
 * the protocol has them choose their own, one-time codes. Throws study-state unless it is designed and allocated.
 */
export function openForReaders(folder: string, wall: number): Promise<Credential[]> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'opening', 'designing');
    needAllocated(study, 'opening');
    const readers = await readReadersToChange(study);
    const once = study.protocol.enrolment === 'code';
    const made = await Promise.all(readers.map((reader) => (once ? withCode(reader, 1) : withPin(reader))));
    const { 'reads.json': reads = '', 'key.sealed': key = '', 'protocol.json': protocol = '' } = study.file.hashes;
    logAct(writer, { type: 'study.opened', payload: { reads, key, protocol }, wall, mono: 0 });
    const invited = made.map(({ stored: { code: reader } }) => ({
      ...{ type: 'study.invited' as const, payload: { reader, number: 1 }, wall, mono: 0 },
    }));
    if (once) for (const event of invited) logAct(writer, event);
    const fixed = [['reads.json', reads] as const, ['key.sealed', key] as const];
    const about = { hash: protocol, frozen: new Date(wall).toISOString(), version: 1, reason: null, parts: fixed };
    const parts = {
      'readers.json': { format: 1, readers: made.map(({ stored }) => stored) },
      ...(await protocolPages(study.protocol, about, wall)),
    };
    await saveStudy(study, { parts, file: { state: 'open' } });
    return made.map(({ credential }) => credential);
  });
}

interface Made {
  readonly credential: Credential;
  readonly stored: StudyReader;
}

async function withPin({ code, group }: StudyReader): Promise<Made> {
  const pin = newPin();
  return { credential: { code, group, pin, once: false }, stored: { code, group, pin: await hashPin(pin) } };
}

async function withCode({ code, group }: StudyReader, number: number): Promise<Made> {
  const pin = newOnceCode();
  const once = { ...(await hashPin(onceCodeOf(pin))), number, wrong: 0 };
  return { credential: { code, group, pin, once: true }, stored: { code, group, pin: null, once } };
}

/** Ends the reading; false when it had ended already. Throws study-state before it was opened. */
export function closeStudy(folder: string, wall: number): Promise<boolean> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'closing', 'open', 'closed', 'unblinded');
    if (study.file.state !== 'open') return false;
    logAct(writer, { type: 'study.closed', payload: {}, wall, mono: 0 });
    await saveStudy(study, { file: { state: 'closed' } });
    return true;
  });
}

/** Who wants a study unblinded, and why. */
export interface Unblinding {
  readonly identityFile: string;
  readonly reason: string;
  /** The names of those who confirm it; needed where the protocol asks for two. */
  readonly people?: readonly string[];
}

/**
 * Opens the sealed key for good; that it was done, why, and by whom where the protocol asks for two, is in the log before
 * the key is on the disk. Throws study-state unless the study is closed, identity-wrong, usage without a reason,
 * people-needed.
 */
export function unblindStudy(folder: string, unblinding: Unblinding, wall: number): Promise<void> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'unblinding', 'closed');
    const { identityFile, reason } = unblinding;
    if (reason.trim() === '') throw new Failure('usage', { reason: 'unblinding needs a reason' });
    const people = (unblinding.people ?? []).map((name) => name.trim()).filter((name) => name !== '');
    const needed = study.protocol.unblinding?.people ?? 1;
    if (differentPeople(people) < needed && needed > 1)
      throw new Failure('people-needed', { needed, found: people.join(', ') || 'none' });
    const key = await openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(identityFile), identityFile);
    const payload = { reason, ...(people.length > 0 ? { people } : {}) };
    logAct(writer, { type: 'study.unblinded', payload, wall, mono: 0 });
    await saveStudy(study, { parts: { 'key.json': key }, file: { state: 'unblinded' } });
  });
}

/** How many different people names mean, however they are written. */
export function differentPeople(names: readonly string[]): number {
  return new Set(names.map((name) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))).size;
}

/** A new PIN for one reader; the old one no longer fits. Throws usage for an unknown code, and where readers choose their PINs. */
export function renewPin(folder: string, code: string): Promise<Credential> {
  return changeStudy(folder, async (study) => {
    needState(study, 'a new PIN', 'open');
    if (study.protocol.enrolment === 'code')
      throw new Failure('usage', {
        reason: 'readers of this study choose their PINs; study enrol makes a one-time code',
      });
    return replaceReader(study, code, withPin);
  });
}

/**
 * A one-time code for one reader, in the place of the PIN or code that was; the log says so. Throws usage for an unknown
 * code.
 */
export function inviteReader(folder: string, code: string, wall: number): Promise<Credential> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'a one-time code', 'open');
    const logged = writer.allOf('study.invited').filter(({ payload }) => isFor(payload, code)).length;
    return replaceReader(study, code, (reader) => {
      // The log of a workstation does not know of codes that were made before it was packed.
      const number = Math.max(logged, reader.once?.number ?? 0) + 1;
      logAct(writer, { type: 'study.invited', payload: { reader: code, number }, wall, mono: 0 });
      return withCode(reader, number);
    });
  });
}

function isFor(payload: object, reader: string): boolean {
  return 'reader' in payload && payload.reader === reader;
}

async function replaceReader(
  study: Study,
  code: string,
  make: (reader: StudyReader) => Promise<Made>,
): Promise<Credential> {
  const readers = await readReadersToChange(study);
  const reader = readers.find((each) => each.code === code);
  if (!reader)
    throw new Failure('usage', {
      reason: `no reader ${code}; there are ${readers.map((each) => each.code).join(', ')}`,
    });
  const away = study.file.stations?.find((station) => station.readers.includes(code));
  if (away) throw new Failure('reader-elsewhere', { reader: code, station: away.id });
  const { credential, stored } = await make(reader);
  const changed = readers.map((each) => (each === reader ? stored : each));
  await saveStudy(study, { parts: { 'readers.json': { format: 1, readers: changed } } });
  return credential;
}

/** Throws study-state when the reading lists are not made yet. */
export function needAllocated(study: Study, action: string): void {
  if (!hasPart(study, 'reads.json'))
    throw new Failure('study-state', { state: 'not allocated', action, needed: 'allocated' });
}

/** Changes a study with the right to write in hand: nobody reads in it meanwhile, and no two changes meet. */
export async function changeStudy<T>(
  folder: string,
  work: (study: Study, writer: EventWriter) => Promise<T>,
): Promise<T> {
  const { log, lock } = logFiles(folder);
  const writer = openEventWriter(log, lock, (await openStudy(folder)).file.id);
  try {
    // Read once more: somebody may have changed it while this one waited for its turn.
    return await work(await openStudy(folder), writer);
  } finally {
    writer.close();
  }
}

/** A crash between the log and `study.json` must not log the same act twice. */
export function logAct(writer: EventWriter, event: SessionEvent): void {
  const last = writer.lastOf(event.type);
  if (last && canonicalJson(last.payload) === canonicalJson(event.payload)) return;
  writer.append([{ session: `study-${randomUUID()}`, read: null, event }]);
}
