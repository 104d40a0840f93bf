import { parentPort, workerData } from 'node:worker_threads';
import { toldOf } from '../thread.ts';
import { buildPart, type PartOrder } from './part.ts';

parentPort?.postMessage(await toldOf(() => buildPart(workerData as PartOrder, () => {})));
