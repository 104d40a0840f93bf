import { checkSchedule } from '#studies/allocation/check/checkSchedule.ts';
import type { ScheduleFault } from '#studies/allocation/check/rows.ts';
import { balanceOf, type BalanceRow } from '#studies/allocation/balance.ts';
import type { AllocationInput } from '#studies/allocation/input.ts';
import { scheduleMatrix, type ScheduleMatrix } from '#studies/allocation/matrix.ts';
import { attributesOf } from '#studies/cases/attributes.ts';
import { needAllocated } from './lifecycle.ts';
import { openKey, readIdentity } from './seal.ts';
import {
  caseIds,
  openStudy,
  readCase,
  readKey,
  readLists,
  readPartBytes,
  readReaders,
  type Study,
} from './studyFolder.ts';

export interface ScheduleReport {
  /** Null of lists that an earlier version made. */
  readonly hash: string | null;
  /** Null where the key was not opened; while a study is read only the rules are named. */
  readonly faults: readonly ScheduleFault[] | null;
  readonly matrix: ScheduleMatrix;
  /** By arm where arms are shown, else of whole groups. */
  readonly balance: readonly BalanceRow[];
}

/** The cases of a study with what lists are stratified by, and whether they are for practice. */
export function casesToAllocate(study: Study): Promise<AllocationInput['cases']> {
  return Promise.all(
    caseIds(study).map(async (id) => {
      const { practice = false, ...each } = await readCase(study, id);
      return { id, attributes: attributesOf(each), practice };
    }),
  );
}

/**
 * The reading lists as a table and, with the key, whether they keep the rules of the design, have the hash they were
 * stored with, and come out again from seed and protocol. From opening to unblinding no arm is shown.
 * Throws study-state before allocation, identity-wrong.
 */
export async function studySchedule(folder: string, identityFile: string | null): Promise<ScheduleReport> {
  const study = await openStudy(folder);
  needAllocated(study, 'showing the schedule');
  const readers = (await readReaders(study)).map(({ code, group }) => ({ code, group }));
  const lists = await readLists(study);
  const key = (await readKey(study)) ?? (identityFile === null ? null : await sealedKey(study, identityFile));
  const { protocol } = study;
  const shown = study.file.state === 'designing' || study.file.state === 'unblinded';
  const faults = key ? checkSchedule({ protocol, readers, cases: await casesToAllocate(study), lists, key }) : null;
  return {
    hash: lists.schedule ?? null,
    faults: shown || !faults ? faults : faults.map(({ rule }) => ({ rule, reason: 'said after unblinding' })),
    matrix: scheduleMatrix(protocol, readers, lists, shown ? key : null),
    balance: balanceOf(protocol, readers, lists, shown ? key : null),
  };
}

async function sealedKey(study: Study, identityFile: string) {
  return openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(identityFile), identityFile);
}
