import { parentPort, workerData } from 'node:worker_threads';
import { toFailureData } from '#core/errors.ts';
import type { FiguresInput } from './figuresThread.ts';
import { studyFigures } from './results.ts';

const { folder, masking } = workerData as FiguresInput;

// A thread of its own: a large study takes seconds, in which the window must go on.
try {
  parentPort?.postMessage({ ok: true, figures: await studyFigures(folder, masking) });
} catch (thrown) {
  parentPort?.postMessage({ ok: false, failure: toFailureData(thrown) });
}
