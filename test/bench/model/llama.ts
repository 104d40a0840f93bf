import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Timing } from '#main/services/model/runtime/figures.ts';
import { writeGguf } from './gguf.ts';
import { HEAD_WEIGHTS, LAYER_WEIGHTS, promptOperations, type Load, type Rival } from './rival.ts';

const timing = z.object({ milliseconds: z.number(), processor: z.number() });

/** llama.cpp on a file of random weights in the same shape, written when it isn't there. */
export async function llamaRival(file: string, layers: number, { threads, prompt, tokens }: Load): Promise<Rival> {
  if (!existsSync(file)) writeGguf(file, layers);
  const child = fork('test/bench/model/rival/llama.mjs', { serialization: 'advanced' });
  await message(child);
  const load = timing.parse(await ask(child, 'load', { file, threads }));
  const times = { prompt: [] as Timing[], token: [] as Timing[] };
  return {
    name: `llama.cpp Q4_0, ${layers} layers`,
    load,
    ...times,
    async turn() {
      times.prompt.push(timing.parse(await ask(child, 'prompt', { count: prompt })));
      times.token.push(...z.array(timing).parse(await ask(child, 'tokens', { count: tokens })));
    },
    async finish() {
      const { peak } = z.object({ peak: z.number() }).parse(await ask(child, 'memory', {}));
      child.disconnect();
      // Q4_0 takes 4.5 bits a weight; its cache is in half precision.
      const weights = ((layers * LAYER_WEIGHTS + HEAD_WEIGHTS) * 4.5) / 8;
      const cache = (prompt + tokens) * layers * 2560 * 2 * 2;
      return { peak, bytesPerToken: weights + cache, promptOperations: promptOperations(layers, prompt) };
    },
  };
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`llama.cpp ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
  });
}

async function ask(child: ChildProcess, name: string, input: object): Promise<unknown> {
  const answer = message(child);
  child.send({ ask: name, input });
  const { output, error } = z.object({ output: z.unknown(), error: z.string().optional() }).parse(await answer);
  if (error !== undefined) throw new Error(error);
  return output;
}
