import { randomUUID } from 'node:crypto';
import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { protocolPage } from '#studies/protocol/page.ts';
import type { SessionEvent } from '#studies/session/event.ts';
import { openEventWriter, type EventWriter } from './eventStore.ts';
import { hashPin, newPin } from './pins.ts';
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
} from './studyFolder.ts';

/** What a reader needs to sign in; shown once. */
export interface Credential {
  readonly code: string;
  readonly group: string;
  readonly pin: string;
}

/** Opens a study for reading: protocol and lists are fixed, a page for people says so, all readers get new PINs. Throws study-state unless it is designed and allocated. */
export function openForReaders(folder: string, wall: number): Promise<Credential[]> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'opening', 'designing');
    needAllocated(study, 'opening');
    const readers = await readReadersToChange(study);
    const credentials = readers.map(({ code, group }) => ({ code, group, pin: newPin() }));
    const stored = await Promise.all(credentials.map(async (each) => ({ ...each, pin: await hashPin(each.pin) })));
    const { 'reads.json': reads = '', 'key.sealed': key = '', 'protocol.json': protocol = '' } = study.file.hashes;
    logAct(writer, { type: 'study.opened', payload: { reads, key, protocol }, wall, mono: 0 });
    const fixed = [['reads.json', reads] as const, ['key.sealed', key] as const];
    const about = { hash: protocol, frozen: new Date(wall).toISOString(), version: 1, reason: null, parts: fixed };
    const parts = {
      'readers.json': { format: 1, readers: stored },
      'protocol.html': Buffer.from(protocolPage(study.protocol, about)),
    };
    await saveStudy(study, { parts, file: { state: 'open' } });
    return credentials;
  });
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

/**
 * Opens the sealed key for good; that it was done, and why, is in the log before the key is on the disk.
 * Throws study-state unless the study is closed, identity-wrong, or usage without a reason.
 */
export function unblindStudy(folder: string, identityFile: string, reason: string, wall: number): Promise<void> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'unblinding', 'closed');
    if (reason.trim() === '') throw new Failure('usage', { reason: 'unblinding needs a reason' });
    const key = await openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(identityFile), identityFile);
    logAct(writer, { type: 'study.unblinded', payload: { reason }, wall, mono: 0 });
    await saveStudy(study, { parts: { 'key.json': key }, file: { state: 'unblinded' } });
  });
}

/** A new PIN for one reader; the old one no longer fits. Throws usage for an unknown code. */
export function renewPin(folder: string, code: string): Promise<Credential> {
  return changeStudy(folder, async (study) => {
    needState(study, 'a new PIN', 'open');
    const readers = await readReadersToChange(study);
    const reader = readers.find((each) => each.code === code);
    if (!reader)
      throw new Failure('usage', {
        reason: `no reader ${code}; there are ${readers.map((each) => each.code).join(', ')}`,
      });
    const pin = newPin();
    const stored = await hashPin(pin);
    const changed = readers.map((each) => (each.code === code ? { ...each, pin: stored } : each));
    await saveStudy(study, { parts: { 'readers.json': { format: 1, readers: changed } } });
    return { code, group: reader.group, pin };
  });
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
