// The rival in a process of its own: loads a GGUF file and times prompts and tokens on request.
import { getLlama } from 'node-llama-cpp';

const llama = await getLlama({ build: 'never', gpu: false, progressLogs: false, logLevel: 'error' });
let model = null;
let sequence = null;

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const processor = process.cpuUsage();
  const started = performance.now();
  await work();
  const used = process.cpuUsage(processor);
  return { milliseconds: performance.now() - started, processor: (used.user + used.system) / 1000 };
}

const asks = {
  async load({ file, threads }) {
    const timing = await timed(async () => {
      model = await llama.loadModel({ modelPath: file });
      const context = await model.createContext({ contextSize: 2048, batchSize: 1024, threads });
      sequence = context.getSequence();
    });
    return timing;
  },
  async prompt({ count }) {
    await sequence.clearHistory();
    const tokens = Array.from({ length: count }, (_, index) => (index * 7919 + 13) % 50000);
    return timed(() => sequence.evaluateWithoutGeneratingNewTokens(tokens));
  },
  async tokens({ count }) {
    const timings = [];
    for (let index = 0; index < count; index++) {
      timings.push(
        await timed(async () => {
          for await (const _token of sequence.evaluate([100 + index], { temperature: 0, yieldEogToken: true })) break;
        }),
      );
    }
    return timings;
  },
  memory: () => ({ peak: process.resourceUsage().maxRSS * 1024 }),
};

process.on('message', async ({ ask, input }) => {
  try {
    process.send({ output: await asks[ask](input) });
  } catch (thrown) {
    process.send({ error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
process.on('disconnect', () => process.exit());
process.send({ output: 'ready' });
