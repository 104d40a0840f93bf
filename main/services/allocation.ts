import { join, resolve } from 'node:path';
import { allocate } from '#studies/allocation/allocate.ts';
import type { BalanceRow } from '#studies/allocation/balance.ts';
import { readPast } from '#studies/allocation/past.ts';
import { readerCodes, type Reader } from '#studies/allocation/readers.ts';
import type { Draft } from '#studies/cases/case.ts';
import { Failure } from '#core/errors.ts';
import { readBytes } from './files.ts';
import { changeStudy } from './lifecycle.ts';
import { casesToAllocate } from './schedule.ts';
import { createIdentity, openKey, readIdentity, sealKey, type Identity } from './seal.ts';
import { caseIds, hasPart, needState, readDrafts, saveStudy, type Study } from './studyFolder.ts';

export interface AllocationReport {
  readonly readers: readonly Reader[];
  readonly reads: number;
  readonly balance: readonly BalanceRow[];
  readonly identityFile: string;
  /** False when an identity that was there already was used. */
  readonly identityCreated: boolean;
}

/** Where the identity lies unless told otherwise: next to the study folder, not in it. */
export function identityFileOf(folder: string): string {
  return `${resolve(folder)}.identity.txt`;
}

/**
 * Makes the reading lists, seals the key and removes the drafts; again as often as wanted while the study is designed.
 * `pastFile` names cases that readers saw before. Throws study-state, allocation-impossible, csv-row, or identity-wrong when the key is sealed to another identity.
 */
export function allocateStudy(
  folder: string,
  seed: number,
  identityFile: string,
  created: string,
  pastFile: string | null = null,
): Promise<AllocationReport> {
  return changeStudy(folder, async (study) => {
    needState(study, 'allocating', 'designing');
    const drafts = await draftsOf(study, identityFile);
    const readers = readerCodes(study.protocol);
    const cases = await casesToAllocate(study);
    const past = pastFile === null ? {} : { past: await pastCases(study, readers, pastFile) };
    const { lists, key, balance } = allocate({ protocol: study.protocol, readers, cases, drafts, seed, ...past });
    const { identity, identityCreated } = await identityFor(study, identityFile, created);
    await saveStudy(study, {
      parts: {
        'reads.json': lists,
        'readers.json': { format: 1, readers: readers.map(({ code, group }) => ({ code, group, pin: null })) },
        'key.sealed': await sealKey(key, identity.recipient),
      },
      remove: ['drafts.json'],
      file: { recipient: identity.recipient },
    });
    return { readers, reads: lists.reads.length, balance, identityFile, identityCreated };
  });
}

async function pastCases(study: Study, readers: readonly Reader[], file: string): Promise<Record<string, string[]>> {
  return readPast((await readBytes(file)).toString('utf8'), file, readers, caseIds(study));
}

async function identityFor(
  study: Study,
  file: string,
  created: string,
): Promise<{ identity: Identity; identityCreated: boolean }> {
  const { recipient } = study.file;
  try {
    const identity = await readIdentity(file);
    if (recipient !== undefined && recipient !== identity.recipient) throw new Failure('identity-wrong', { file });
    return { identity, identityCreated: false };
  } catch (thrown) {
    const isNew = recipient === undefined && thrown instanceof Failure && thrown.code === 'file-missing';
    if (!isNew) throw thrown;
    return { identity: await createIdentity(file, created), identityCreated: true };
  }
}

/** The drafts lie in the clear until the first allocation, then only in the sealed key. */
async function draftsOf(study: Study, identityFile: string): Promise<Draft[]> {
  if (hasPart(study, 'drafts.json')) return readDrafts(study);
  // Not by its hash, which a crash in an earlier allocation may have left behind: age itself tells a damaged file.
  const sealed = await readBytes(join(study.folder, 'key.sealed'));
  return (await openKey(sealed, await readIdentity(identityFile), identityFile)).drafts;
}
