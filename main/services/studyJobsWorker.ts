import { parentPort, workerData } from 'node:worker_threads';
import { studyJobs, type StudyJob } from './studyJobs.ts';
import { toldOf } from './thread.ts';

const job = workerData as StudyJob;

parentPort?.postMessage(await toldOf((): Promise<unknown> => studyJobs[job.name](job.input as never)));
