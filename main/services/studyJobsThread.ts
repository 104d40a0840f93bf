import type { StudyJobName, StudyJobs } from './studyJobs.ts';
import { inThread } from './thread.ts';

/** Does a job in a thread of its own. */
export type RunStudyJob = <N extends StudyJobName>(
  name: N,
  input: StudyJobs[N]['input'],
) => Promise<StudyJobs[N]['output']>;

/** Throws what the job throws. */
export const studyJobInThread: RunStudyJob = (name, input) => inThread('study-worker.mjs', { name, input });
