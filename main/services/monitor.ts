import { toFailureData } from '#core/errors.ts';
import type { EndpointOutput } from '#core/ipc/contract.ts';
import { readerProgress } from '#studies/analysis/progress.ts';
import { collectRows } from '#studies/analysis/rows.ts';
import { verifyChain } from '#studies/log/chain.ts';
import { eventPayloads } from '#studies/session/event.ts';
import { MOST_WRONG } from './enrolment.ts';
import { openEventLog } from './eventStore.ts';
import { needAllocated } from './lifecycle.ts';
import { readStations, studyRecords } from './stations.ts';
import { logFiles, openStudy, readLists, readReaders, type StudyReader } from './studyFolder.ts';

export type Monitor = EndpointOutput<'monitor.open'>;

/**
 * Where a study stands, for who runs it: progress, interruptions, what the analysis would flag, washout, the chain of
 * the log. Never a result. Throws study-state before the lists are made.
 */
export async function monitorStudy(folder: string, now: number): Promise<Monitor> {
  const study = await openStudy(folder);
  needAllocated(study, 'watching');
  const { file, protocol } = study;
  const [readers, lists] = [await readReaders(study), await readLists(study)];
  const log = openEventLog(logFiles(folder).log);
  try {
    const collector = collectRows({ protocol, lists, key: null, readers });
    const rested = new Map<string, number[]>();
    for (const record of await studyRecords(study, log)) {
      collector.add(record);
      if (record.type !== 'session.rested') continue;
      // A record that was tampered with is told by the chain below, and must not keep the page from saying so.
      const { data } = eventPayloads[record.type].safeParse(record.payload);
      if (data) rested.set(data.reader, [...(rested.get(data.reader) ?? []), record.wall]);
    }
    const chain = chainOf(() => verifyChain(log.records()).records);
    const back = await readStations(study);
    return {
      title: file.title,
      state: file.state,
      ...chain,
      readers: readerProgress(collector.rows(), readers, protocol, now, rested).map((row) => ({
        ...row,
        flags: [...row.flags],
        code: codeOf(readers.find(({ code }) => code === row.reader)),
        rejected: file.rejected?.includes(row.reader) ?? false,
        station: file.stations?.find((each) => each.readers.includes(row.reader))?.id ?? null,
      })),
      stations: (file.stations ?? []).map(({ id }) => ({
        id,
        records: back.find(({ station }) => station === id)?.records.length ?? null,
      })),
    };
  } finally {
    log.close();
  }
}

/** Of a reader who has not chosen a PIN yet; null once that is done. */
function codeOf(reader: StudyReader | undefined): Monitor['readers'][number]['code'] {
  return reader?.once ? { wrong: reader.once.wrong, valid: reader.once.wrong < MOST_WRONG } : null;
}

function chainOf(count: () => number): Pick<Monitor, 'records' | 'broken'> {
  try {
    return { records: count(), broken: null };
  } catch (thrown) {
    return { records: 0, broken: toFailureData(thrown) };
  }
}
