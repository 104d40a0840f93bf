import type { Architecture } from '#models/chexagent/architecture.ts';
import { createDecoder, type Decoder } from '#models/chexagent/generate/decoder.ts';
import { generate, GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { createGuesser, type Guesser } from '#models/chexagent/generate/guess.ts';
import type { BenchFigures, BenchPlan, ReplayFigures, Timing } from './figures.ts';
import type { LoadedModel } from './loadModel.ts';
import type { AskWatch } from './serve.ts';

/** Times the loaded model. The text is of no matter to the time: ids are made up. */
export async function benchModel(model: LoadedModel, plan: BenchPlan, watch: AskWatch): Promise<BenchFigures> {
  const { architecture, embed } = model;
  const ids = Array.from({ length: plan.prompt }, (_, index) => (index * 7919 + 13) % architecture.tokens.used);
  const prompt: Timing[] = [];
  const token: Timing[] = [];
  const rows = plan.rows.map((count) => ({ rows: count, timings: [] as Timing[] }));
  const total = 1 + plan.rounds * (1 + plan.tokens + rows.length) + (plan.replay?.texts.length ?? 0);
  let done = 0;
  const step = () => watch.tell({ kind: 'progress', progress: { phase: 'prompt', done: ++done, total } });

  const image = await timed(() => runTower(model));
  step();
  for (let round = 0; round < plan.rounds && !watch.cancelled(); round++) {
    const decoder = createDecoder(architecture, model.decoder);
    prompt.push(await timed(() => runPrompt(decoder, embed(ids), architecture)));
    step();
    for (let index = 0; index < plan.tokens; index++) {
      token.push(await timed(async () => (await decoder.run(embed([index + 100]), 0)).keep(1)));
      step();
    }
    for (const each of rows) {
      const several = embed(ids.slice(0, each.rows));
      for (let repeat = 0; repeat < 5; repeat++) each.timings.push(await timed(() => decoder.run(several, 0)));
      step();
    }
  }
  const replay: ReplayFigures[] = [];
  const guesser = learnt(model, plan.replay?.reports ?? []);
  for (const text of plan.replay?.texts ?? []) {
    if (watch.cancelled()) break;
    replay.push(await replayText(model, ids, text, guesser));
    step();
  }
  return { prompt, token, rows, image, replay, memory: memory() };
}

const PROMPT_ROWS = 1152;

async function runPrompt(decoder: Decoder, rows: Float32Array, { decoder: { hidden } }: Architecture): Promise<void> {
  for (let from = 0; from < rows.length; from += PROMPT_ROWS * hidden) {
    const part = rows.subarray(from, from + PROMPT_ROWS * hidden);
    const run = await decoder.run(part, part.length / hidden - 1);
    run.keep(part.length / hidden);
  }
}

async function runTower({ architecture, vision }: LoadedModel): Promise<void> {
  const { tokens, patch } = architecture.vision;
  const dims = [1, tokens, 3 * patch * patch];
  const data = new Float32Array(tokens * 3 * patch * patch).map((_, index) => Math.sin(index));
  await vision.run({ patches: { type: 'float32', dims, data } }, ['image_embeds']);
}

function learnt({ tokenizer, architecture }: LoadedModel, reports: readonly string[]): Guesser {
  const guesser = createGuesser();
  for (const report of reports) guesser.learn([...tokenizer.encode(report), architecture.tokens.eos]);
  return guesser;
}

/** The text's own tokens take the place of the model's choices: the work is that of a model that wrote this text. */
async function replayText(
  model: LoadedModel,
  prompt: readonly number[],
  text: string,
  guesser: Guesser,
): Promise<ReplayFigures> {
  const { architecture, tokenizer, embed } = model;
  const target = [...tokenizer.encode(text), architecture.tokens.eos];
  const decoder = createDecoder(architecture, model.decoder);
  await runPrompt(decoder, embed(prompt), architecture);
  const choose = (_logits: Float32Array, _row: number, index: number) => ({
    id: target[index] ?? architecture.tokens.eos,
    margin: Number.POSITIVE_INFINITY,
  });
  const parts = { architecture, tokenizer, decoder, embed, choose };
  const options = { ...GENERATE_DEFAULTS, maxTokens: target.length };
  const first = choose(new Float32Array(0), 0, 0);
  const plain = await timed(() => generate(parts, [], first, { ...options, guesser: null }));
  decoder.cache.rewind(prompt.length);
  let counts = { runs: 0, right: 0 };
  const guessed = await timed(async () => {
    ({ counts } = await generate(parts, [], first, { ...options, guesser }));
  });
  return { tokens: target.length, plain, guessed, runs: counts.runs, right: counts.right };
}

async function timed(work: () => Promise<unknown>): Promise<Timing> {
  const processor = process.cpuUsage();
  const started = performance.now();
  await work();
  const used = process.cpuUsage(processor);
  return { milliseconds: performance.now() - started, processor: (used.user + used.system) / 1000 };
}

/** Bytes. */
function memory(): BenchFigures['memory'] {
  return { resident: process.memoryUsage().rss, peak: process.resourceUsage().maxRSS * 1024 };
}
