import { Worker } from 'node:worker_threads';

const BYTES = 512 * 2 ** 20;
const REPEATS = 2;

/** Searching a byte that isn't there reads memory as fast as the processor can (memchr). */
const READER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const buffer = Buffer.alloc(workerData.bytes, 1);
  parentPort.on('message', () => {
    const started = performance.now();
    for (let repeat = 0; repeat < workerData.repeats; repeat++) buffer.indexOf(0);
    parentPort.postMessage(performance.now() - started);
  });
  parentPort.postMessage('ready');
`;

/** Bytes a second that `threads` threads read from memory together; the best of three. */
export async function readBandwidth(threads: number): Promise<number> {
  const workerData = { bytes: BYTES, repeats: REPEATS };
  const workers = Array.from({ length: threads }, () => new Worker(READER, { eval: true, workerData }));
  await Promise.all(workers.map(answer));
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    const done = workers.map(answer);
    for (const worker of workers) worker.postMessage('go');
    await Promise.all(done);
    best = Math.max(best, (threads * REPEATS * BYTES * 1000) / (performance.now() - started));
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return best;
}

function answer(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
