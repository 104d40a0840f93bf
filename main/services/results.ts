import { join } from 'node:path';
import { entriesByRead } from '#studies/log/entries.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { analyse, type Analysis } from '#studies/analysis/analyse.ts';
import { readRows } from '#studies/analysis/rows.ts';
import { bundle } from '#studies/export/bundle.ts';
import { openEventLog } from './eventStore.ts';
import { buildFolder, writeNew } from './files.ts';
import { needAllocated } from './lifecycle.ts';
import { logFiles, openStudy, readKey, readLists, readReaders, type StudyFile } from './studyFolder.ts';

/** All that analysis and export start from; `key` is null while the study is blinded. */
async function readResults(folder: string, action: string) {
  const study = await openStudy(folder);
  needAllocated(study, action);
  const readers = (await readReaders(study)).map(({ code, group }) => ({ code, group }));
  const { file, protocol } = study;
  return {
    file,
    protocol,
    readers,
    lists: await readLists(study),
    key: await readKey(study),
    records: recordsOf(folder),
  };
}

function recordsOf(folder: string): LogRecord[] {
  const log = openEventLog(logFiles(folder).log);
  try {
    return [...log.records()];
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
  const { file, protocol, readers, lists, key, records } = await readResults(folder, 'analysing');
  const rows = readRows({ protocol, lists, key, readers, entries: entriesByRead(records) });
  return { study: file, analysis: analyse(rows, protocol) };
}

/** Writes the export bundle into a new folder, whole or not at all; returns the names of its files. */
export async function exportStudy(folder: string, out: string, made: number, version: string): Promise<string[]> {
  const { file, ...input } = await readResults(folder, 'exporting');
  const { id, title, state, simulated } = file;
  const study = { id, title: title.en, state, ...(simulated ? { simulated } : {}) };
  const files = bundle({ ...input, study, made, version });
  await buildFolder(out, async (aside) => {
    for (const { name, content } of files) await writeNew(join(aside, name), content);
  });
  return files.map(({ name }) => name);
}

/** The folder of an export made at this time: sortable, and a name that every file system takes. */
export function exportFolderName(made: number): string {
  return new Date(made)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}
