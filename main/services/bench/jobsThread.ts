import { inThread } from '../thread.ts';
import type { BenchJobs, JobName } from './jobs.ts';

/** Does a job in a thread of its own. */
export type RunJob = <N extends JobName>(name: N, input: BenchJobs[N]['input']) => Promise<BenchJobs[N]['output']>;

/** Throws what the job throws. */
export const jobInThread: RunJob = (name, input) => inThread('bench-worker.mjs', { name, input });
