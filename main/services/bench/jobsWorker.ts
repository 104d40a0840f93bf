import { parentPort, workerData } from 'node:worker_threads';
import { toldOf } from '../thread.ts';
import { jobs, type BenchJob } from './jobs.ts';

const job = workerData as BenchJob;

parentPort?.postMessage(await toldOf((): Promise<unknown> => jobs[job.name](job.input as never)));
