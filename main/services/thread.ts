import { Worker } from 'node:worker_threads';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import { builtFile } from './builtFile.ts';

/** What a thread tells when it is done. */
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: FailureData };

/** Runs a built part in a thread of its own, which is told `input`: the window goes on meanwhile. Throws what it throws. */
export function inThread<T>(file: string, input: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile(file), { workerData: input });
    worker.on('message', (told: Told<T>) => {
      if (told.ok) resolve(told.value);
      else reject(new Failure(told.failure.code, told.failure.detail));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Failure('internal', { reason: `${file} ended with ${code}` })));
  });
}

/** The other side: what is told when the work ends, whichever way. */
export async function toldOf<T>(work: () => Promise<T>): Promise<Told<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, failure: toFailureData(thrown) };
  }
}
