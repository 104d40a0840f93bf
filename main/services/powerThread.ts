import { Worker } from 'node:worker_threads';
import { Failure, type FailureData } from '#core/errors.ts';
import type { PowerRequest, PowerStudy } from '#studies/simulate/power/powerStudy.ts';
import { builtFile } from './builtFile.ts';
import type { Progress } from './progress.ts';

/** What the worker says: how far it is, then how it ended. */
export type PowerTold =
  | { readonly kind: 'progress'; readonly what: string; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly study: PowerStudy }
  | { readonly kind: 'failed'; readonly failure: FailureData };

/** The power of a study, simulated in a thread of its own. Throws what `powerStudy` throws, and cancelled. */
export function powerInThread(request: PowerRequest, progress: Progress, signal: AbortSignal): Promise<PowerStudy> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile('power-worker.mjs'), { workerData: request });
    signal.addEventListener('abort', () => void worker.terminate(), { once: true });
    worker.on('message', (told: PowerTold) => {
      if (told.kind === 'progress') progress(told.what, told.done, told.total);
      else if (told.kind === 'done') resolve(told.study);
      else reject(new Failure(told.failure.code, told.failure.detail));
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      reject(signal.aborted ? new Failure('cancelled') : new Failure('internal', { reason: `it ended with ${code}` })),
    );
  });
}
