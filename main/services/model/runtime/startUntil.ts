import { Failure } from '#core/errors.ts';
import type { RuntimeProcess } from './connect.ts';
import type { StartRuntime } from './fork.ts';

/** Starts processes that end with the signal, even while they load a model. Throws draft-cancelled after the signal. */
export function startUntil(start: StartRuntime, signal: AbortSignal): () => RuntimeProcess {
  return () => {
    if (signal.aborted) throw new Failure('draft-cancelled');
    const started = start();
    signal.addEventListener('abort', () => started.kill(), { once: true });
    return started;
  };
}
