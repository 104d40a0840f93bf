import { randomUUID } from 'node:crypto';
import { analyse, type Analysis } from '#studies/analysis/analyse.ts';
import { maskArms } from '#studies/analysis/masked.ts';
import { collectRows } from '#studies/analysis/rows.ts';
import { writeBundle } from '#studies/export/bundle.ts';
import { openEventLog, type EventLog } from './eventStore.ts';
import { folderSink } from './exportFolder.ts';
import { buildFolder } from './files.ts';
import { changeStudy, needAllocated } from './lifecycle.ts';
import { openKey, readIdentity } from './seal.ts';
import {
  logFiles,
  needState,
  openStudy,
  readKey,
  readLists,
  readPartBytes,
  readReaders,
  type StudyFile,
} from './studyFolder.ts';

/** All that analysis and export start from but the log; `key` is null while the study is blinded. */
async function readResults(folder: string, action: string) {
  const study = await openStudy(folder);
  needAllocated(study, action);
  const readers = (await readReaders(study)).map(({ code, group }) => ({ code, group }));
  const { file, protocol } = study;
  return { study, file, protocol, readers, lists: await readLists(study), key: await readKey(study) };
}

async function withLog<T>(folder: string, work: (log: EventLog) => T): Promise<Awaited<T>> {
  const log = openEventLog(logFiles(folder).log);
  try {
    return await work(log);
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
  const { file, ...input } = await readResults(folder, 'analysing');
  const collector = collectRows(input);
  await withLog(folder, (log) => {
    for (const record of log.records()) collector.add(record);
  });
  return { study: file, analysis: analyse(collector.rows(), input.protocol) };
}

/**
 * The same with letters for the arms, before the study is unblinded: the key is opened in memory and nothing of it is
 * written; that it was done is in the log. Throws study-state unless the study is closed, and identity-wrong.
 */
export async function analyseMasked(folder: string, identityFile: string, wall: number): Promise<Results> {
  const key = await changeStudy(folder, async (study, writer) => {
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
  const { file, ...input } = await readResults(folder, 'analysing');
  const collector = collectRows({ ...input, key });
  await withLog(folder, (log) => {
    for (const record of log.records()) collector.add(record);
  });
  const { rows, protocol } = maskArms(collector.rows(), input.protocol, key.seed);
  return { study: file, analysis: analyse(rows, protocol) };
}

/** Writes the export bundle into a new folder, whole or not at all; returns the names of its files. */
export async function exportStudy(folder: string, out: string, made: number, version: string): Promise<string[]> {
  const { study: opened, file, ...input } = await readResults(folder, 'exporting');
  const { id, title, state, simulated, hashes } = file;
  const study = { id, title: title.en, state, ...(simulated ? { simulated } : {}) };
  const protocolText = (await readPartBytes(opened, 'protocol.json')).toString('utf8');
  const about = { study, protocolText, hashes, made, version };
  const files = await withLog(folder, (log) =>
    buildFolder(out, (aside) => writeBundle({ ...input, ...about, records: log.records() }, folderSink(aside))),
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
