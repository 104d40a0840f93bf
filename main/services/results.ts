import { randomUUID } from 'node:crypto';
import type { AllocationKey } from '#studies/allocation/lists.ts';
import { analyse, type Analysis } from '#studies/analysis/analyse.ts';
import type { StudyFigures } from '#studies/analysis/figures.ts';
import { makeFigures } from '#studies/analysis/makeFigures.ts';
import { maskArms } from '#studies/analysis/masked.ts';
import { collectRows, type ReadRow, type RowsOf } from '#studies/analysis/rows.ts';
import type { StudyRecord } from '#studies/log/record.ts';
import { writeBundle } from '#studies/export/bundle.ts';
import { openEventLog } from './eventStore.ts';
import { folderSink } from './exportFolder.ts';
import { buildFolder } from './files.ts';
import { changeStudy, needAllocated } from './lifecycle.ts';
import { printPdf } from './printPdf.ts';
import { openKey, readIdentity } from './seal.ts';
import { studyRecords } from './stations.ts';
import {
  logFiles,
  needState,
  openStudy,
  readKey,
  readLists,
  readPartBytes,
  readReaders,
  type Study,
  type StudyFile,
} from './studyFolder.ts';

/** All that analysis and export start from but the log, without rejected readers; `key` is null while blinded. */
async function readResults(folder: string, action: string) {
  const study = await openStudy(folder);
  needAllocated(study, action);
  const readers = (await readReaders(study)).map(({ code, group }) => ({ code, group }));
  const { file, protocol } = study;
  const lists = await readLists(study);
  const counted = lists.reads.filter(({ reader }) => !file.rejected?.includes(reader));
  return { study, file, protocol, readers, lists: { ...lists, reads: counted }, key: await readKey(study) };
}

/** Every record of the study, those of workstations included, while its log is open. */
async function withRecords<T>(study: Study, work: (records: Iterable<StudyRecord>) => T): Promise<Awaited<T>> {
  const log = openEventLog(logFiles(study.folder).log);
  try {
    return await work(await studyRecords(study, log));
  } finally {
    log.close();
  }
}

export interface Results {
  readonly study: StudyFile;
  readonly analysis: Analysis;
}

/** The tables of a study; before unblinding the arms of a group are one. */
export async function analyseStudy(folder: string): Promise<Results> {
  const { study, file, ...input } = await readResults(folder, 'analysing');
  const rows = await withRecords(study, (records) => rowsOf(input, records));
  return { study: file, analysis: analyse(rows, input.protocol) };
}

function rowsOf(input: RowsOf, records: Iterable<StudyRecord>): ReadRow[] {
  const collector = collectRows(input);
  for (const record of records) collector.add(record);
  return collector.rows();
}

/**
 * The key of a closed study, for an analysis with letters instead of arms: it is opened in memory and nothing of it is
 * written; that it was done is in the log. Throws study-state unless the study is closed, and identity-wrong.
 */
export function keyForMasking(folder: string, identityFile: string, wall: number): Promise<AllocationKey> {
  return changeStudy(folder, async (study, writer) => {
    needState(study, 'an analysis with masked arms', 'closed');
    const opened = await openKey(
      await readPartBytes(study, 'key.sealed'),
      await readIdentity(identityFile),
      identityFile,
    );
    const event = { type: 'study.masked' as const, payload: {}, wall, mono: 0 };
    writer.append([{ session: `study-${randomUUID()}`, read: null, event }]);
    return opened;
  });
}

/** The tables of a study that is not unblinded, with letters for the arms. Throws as `keyForMasking`. */
export async function analyseMasked(folder: string, identityFile: string, wall: number): Promise<Results> {
  const key = await keyForMasking(folder, identityFile, wall);
  const { study, file, ...input } = await readResults(folder, 'analysing');
  const { rows, protocol } = await maskedRows(study, input, key);
  return { study: file, analysis: analyse(rows, protocol) };
}

async function maskedRows(study: Study, input: RowsOf, key: AllocationKey): Promise<ReturnType<typeof maskArms>> {
  const rows = await withRecords(study, (records) => rowsOf({ ...input, key }, records));
  return maskArms(rows, input.protocol, key.seed);
}

/**
 * What the analysis view shows; with a key for masking there are letters for the arms. Throws study-state while the
 * study is not closed: who runs a study sees no result of it before its end.
 */
export async function studyFigures(folder: string, masking: AllocationKey | null = null): Promise<StudyFigures> {
  const { study, file, ...input } = await readResults(folder, 'its analysis');
  needState(study, 'its analysis', 'closed', 'unblinded');
  const { title, simulated = false } = file;
  if (masking) {
    const { rows, protocol } = await maskedRows(study, input, masking);
    return makeFigures(rows, protocol, { title, simulated, arms: 'letters' });
  }
  const rows = await withRecords(study, (records) => rowsOf(input, records));
  return makeFigures(rows, input.protocol, { title, simulated, arms: input.key ? 'named' : 'together' });
}

/** Writes the export bundle into a new folder, whole or not at all; returns the names of its files. */
export async function exportStudy(folder: string, out: string, made: number, version: string): Promise<string[]> {
  const { study: opened, file, ...input } = await readResults(folder, 'exporting');
  const { id, title, state, simulated, hashes } = file;
  const study = { id, title: title.en, state, ...(simulated ? { simulated } : {}) };
  const protocolText = (await readPartBytes(opened, 'protocol.json')).toString('utf8');
  const about = { study, protocolText, hashes, made, version, print: printPdf };
  const files = await withRecords(opened, (records) =>
    buildFolder(out, (aside) => writeBundle({ ...input, ...about, records }, folderSink(aside))),
  );
  return files.map(({ name }) => name);
}

/** The folder of an export made at this time: sortable, and a name that every file system takes. */
export function exportFolderName(made: number): string {
  return new Date(made)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}
