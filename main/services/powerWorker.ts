import { parentPort, workerData } from 'node:worker_threads';
import { toFailureData } from '#core/errors.ts';
import { powerStudy, type PowerRequest } from '#studies/simulate/power/powerStudy.ts';
import type { PowerTold } from './powerThread.ts';

function tell(told: PowerTold): void {
  parentPort?.postMessage(told);
}

/** Not every simulated study is worth a message. */
const EVERY = 20;

try {
  const study = powerStudy(workerData as PowerRequest, (what, done, total) => {
    if (done % EVERY === 0 || done === total) tell({ kind: 'progress', what, done, total });
  });
  tell({ kind: 'done', study });
} catch (thrown) {
  tell({ kind: 'failed', failure: toFailureData(thrown) });
}
