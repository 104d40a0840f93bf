import { availableParallelism } from 'node:os';
import { hasBuilt } from '../builtFile.ts';
import { inThread } from '../thread.ts';
import type { PartWays } from './build.ts';

const WORKER = 'instruct-worker.mjs';
/** Each holds a part in memory: more of them would not keep within a GiB. */
const MOST = 2;

/** Parts in threads of their own, two at once where the machine has them; null where the worker was not built. */
export function partsInThreads(): PartWays | null {
  const atOnce = Math.min(MOST, availableParallelism());
  return atOnce > 1 && hasBuilt(WORKER) ? { run: (order) => inThread(WORKER, order), atOnce } : null;
}
