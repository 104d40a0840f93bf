import type { Schedule } from '#core/ipc/schedule.ts';
import type { RunStudyJob } from './studyJobsThread.ts';
import { hasPart, openStudy } from './studyFolder.ts';

/** The reading lists of a study as the window shows them; without lists there are none. Throws as `studySchedule`. */
export async function scheduleView(job: RunStudyJob, folder: string, identityFile: string | null): Promise<Schedule> {
  const study = await openStudy(folder);
  const { design } = study.protocol;
  const washoutDays = design && 'washoutDays' in design ? design.washoutDays : null;
  if (!hasPart(study, 'reads.json')) return { washoutDays, lists: null };
  const { hash, faults, matrix, balance } = await job('schedule', { folder, identityFile });
  const lines = matrix.lines.map(({ cells, order, ...line }) => ({
    ...line,
    order: [...order],
    cells: cells.map((cell) => cell ?? '.').join(''),
  }));
  const { letters, cases } = matrix;
  return {
    washoutDays,
    lists: {
      ...{ hash, lines, letters: [...letters], cases: [...cases], balance: [...balance] },
      faults: faults && [...faults],
    },
  };
}
