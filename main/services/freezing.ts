import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { protocolPageName, type Freezing, type ProtocolPageName } from '#core/ipc/freeze.ts';
import { versionOf } from './amend.ts';
import { openEventLog } from './eventStore.ts';
import { caseIds, hasPart, logFiles, openStudy, readLists, readPartBytes, readReaders } from './studyFolder.ts';

const FIXED = ['protocol.json', 'reads.json', 'key.sealed'];

/** What freezing fixes, or has fixed: hashes, pages, readers and where they read. */
export async function freezingOf(folder: string): Promise<Freezing> {
  const study = await openStudy(folder);
  const { file } = study;
  const allocated = hasPart(study, 'reads.json');
  const reads = allocated ? (await readLists(study)).reads : [];
  const readers = allocated ? await readReaders(study) : [];
  const log = openEventLog(logFiles(folder).log);
  try {
    const begun = new Set(log.marks().map(({ read }) => read));
    return {
      allocated,
      cases: caseIds(study).length,
      reads: reads.length,
      hashes: FIXED.flatMap((name) => (file.hashes[name] ? [{ name, hash: file.hashes[name] }] : [])),
      version: versionOf(study),
      pages: protocolPageName.options.filter((name) => hasPart(study, name)),
      readers: readers.map(({ code, group }) => {
        const station = file.stations?.find((each) => each.readers.includes(code))?.id ?? null;
        const free = station === null && !reads.some((read) => read.reader === code && begun.has(read.id));
        return { code, group, station, free };
      }),
      station: file.station?.id ?? null,
    };
  } finally {
    log.close();
  }
}

/** The path of a page for people, once it is sure that it is as it was written. Throws study-damaged, study-state. */
export async function pageFile(folder: string, name: ProtocolPageName): Promise<string> {
  const study = await openStudy(folder);
  if (!hasPart(study, name))
    throw new Failure('study-state', { state: study.file.state, action: 'the page', needed: 'frozen' });
  await readPartBytes(study, name);
  return join(folder, name);
}
