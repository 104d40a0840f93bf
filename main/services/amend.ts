import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { hashBytes, jsonText } from './files.ts';
import { changeStudy, logAct } from './lifecycle.ts';
import { protocolPages } from './protocolPages.ts';
import { needState, readPartBytes, readReaders, saveStudy, type Study } from './studyFolder.ts';

/** What the reading lists were made from: an amendment can't change it, since the lists are being read. */
const DEALT = ['arms', 'groups', 'cases', 'design', 'order', 'blinded', 'practice', 'repeats'] as const;

/**
 * Puts another version in the place of the protocol of an open study; the one before stays in the folder, and the log
 * says why. Returns the number of the version. Throws study-state unless the study is open, usage without a reason, for
 * the same protocol, and where the lists would have to be dealt anew.
 */
export function amendStudy(folder: string, next: Protocol, reason: string, wall: number): Promise<number> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'amending', 'open');
    if (reason.trim() === '') throw new Failure('usage', { reason: 'an amendment needs a reason' });
    refuseDealt(study.protocol, next);
    const before = await readPartBytes(study, 'protocol.json');
    const content = Buffer.from(jsonText(next));
    const revision = versionOf(study) + 1;
    const payload = { revision, reason, before: hashBytes(before), protocol: hashBytes(content) };
    if (payload.before === payload.protocol) throw new Failure('usage', { reason: 'this is the protocol already' });
    logAct(writer, { type: 'study.amended', payload, wall, mono: 0 });
    const about = {
      hash: payload.protocol,
      frozen: new Date(wall).toISOString(),
      version: revision,
      reason,
      parts: [],
    };
    await saveStudy(study, {
      parts: {
        [`protocol${revision - 1}.json`]: before,
        'protocol.json': content,
        ...(await protocolPages(next, about, wall)),
      },
      file: { title: next.title },
    });
    return revision;
  });
}

/** The version of the protocol that holds, from 1. */
export function versionOf({ file }: Pick<Study, 'file'>): number {
  return Object.keys(file.hashes).filter((name) => /^protocol\d+\.json$/.test(name)).length + 1;
}

function refuseDealt(before: Protocol, next: Protocol): void {
  const changed = DEALT.find((field) => canonicalJson(before[field] ?? null) !== canonicalJson(next[field] ?? null));
  if (changed !== undefined)
    throw new Failure('usage', { reason: `an amendment can't change ${changed}: the reading lists were made from it` });
  if ((next.unblinding?.people ?? 1) < (before.unblinding?.people ?? 1))
    throw new Failure('usage', {
      reason: "an amendment can't let fewer people unblind than the study was opened with",
    });
}

/**
 * From now on nothing that this reader has read counts, nor can they sign in; it stays in the log. Throws study-state
 * unless the study is open or closed, usage without a reason or for an unknown code.
 */
export function rejectReader(folder: string, reader: string, reason: string, wall: number): Promise<void> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'rejecting a reader', 'open', 'closed');
    if (reason.trim() === '') throw new Failure('usage', { reason: 'rejecting a reader needs a reason' });
    const codes = (await readReaders(study)).map(({ code }) => code);
    if (!codes.includes(reader))
      throw new Failure('usage', { reason: `no reader ${reader}; there are ${codes.join(', ')}` });
    const rejected = study.file.rejected ?? [];
    if (rejected.includes(reader)) return;
    logAct(writer, { type: 'study.rejected', payload: { reader, reason }, wall, mono: 0 });
    await saveStudy(study, { file: { rejected: [...rejected, reader] } });
  });
}
