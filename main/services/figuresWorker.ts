import { parentPort, workerData } from 'node:worker_threads';
import { toFailureData } from '#core/errors.ts';
import { studyFigures } from './results.ts';

// A thread of its own: a large study takes seconds, in which the window must go on.
try {
  parentPort?.postMessage({ ok: true, figures: await studyFigures(String(workerData)) });
} catch (thrown) {
  parentPort?.postMessage({ ok: false, failure: toFailureData(thrown) });
}
