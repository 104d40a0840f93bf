import { parentPort, workerData } from 'node:worker_threads';
import type { FiguresInput } from './figuresThread.ts';
import { studyFigures } from './results.ts';
import { toldOf } from './thread.ts';

const { folder, masking } = workerData as FiguresInput;

// A thread of its own: a large study takes seconds, in which the window must go on.
parentPort?.postMessage(await toldOf(() => studyFigures(folder, masking)));
