import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import type { Timing } from '#main/services/model/runtime/figures.ts';
import { connectRuntime, type RuntimeClient } from '#main/services/model/runtime/connect.ts';
import { forkRuntime } from '#main/services/model/runtime/fork.ts';
import type { Answer } from '#models/chexagent/agent.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';
import type { Picture } from '#models/chexagent/image.ts';
import { bindTask } from '#models/chexagent/tasks/bind.ts';
import { readBandwidth } from './bandwidth.ts';
import { writeGguf } from './gguf.ts';

/**
 * Our runtime next to llama.cpp on one machine: the same shape (phi-2), random weights, the same threads, taking turns.
 *
 *     npm run bench:model [-- MODEL... and the options below]
 *     node test/tools/run.mjs test/bench/model/bench.ts MODEL... [--gguf FILE] [--threads 2] [--rounds 3] [--prompt 650]
 *       [--tokens 24] [--reports openi_reports.csv] [--texts 8] [--json FILE]
 *
 * MODEL is a model folder, as many as are to be compared; the GGUF file is written when it isn't there.
 */
const { values: options, positionals: models } = parseArgs({
  allowPositionals: true,
  options: {
    gguf: { type: 'string', default: 'phi2-q4_0.gguf' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    prompt: { type: 'string', default: '650' },
    tokens: { type: 'string', default: '24' },
    reports: { type: 'string' },
    texts: { type: 'string', default: '8' },
    json: { type: 'string' },
  },
});
const threads = Number(options.threads);
const rounds = Number(options.rounds);
const prompt = Number(options.prompt);
const tokens = Number(options.tokens);
const root = process.cwd();

/** One engine: its times, round by round. */
interface Rival {
  readonly name: string;
  readonly load: Timing;
  readonly prompt: Timing[];
  readonly token: Timing[];
  turn(): Promise<void>;
  finish(): Promise<Finish>;
}

interface Finish {
  readonly peak: number;
  /** Bytes of weights and cache that one token reads. */
  readonly bytesPerToken: number;
  readonly rows?: readonly { readonly rows: number; readonly milliseconds: number }[];
  readonly image?: Timing;
  /** Milliseconds a token of real reports, plain and with verified guesses, and tokens a run. */
  readonly replay?: { readonly plain: number; readonly guessed: number; readonly tokensPerRun: number };
  /** The five questions on one image, in parts of its tokens' time plus one image and prompt. */
  readonly sections?: { readonly milliseconds: number; readonly tokens: number; readonly share: number };
  readonly draft?: { readonly milliseconds: number; readonly tokens: number; readonly positions: number };
}

const rivals = [await llamaRival(), ...(await Promise.all(models.map((folder) => ourRival(folder))))];
for (let round = 0; round < rounds; round++) {
  for (const rival of rivals) {
    console.error(`round ${round + 1}, ${rival.name}, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
    await rival.turn();
  }
}
const finished: Finish[] = [];
for (const rival of rivals) finished.push(await rival.finish());
const bandwidth = await readBandwidth(threads);
report();
process.exit();

async function llamaRival(): Promise<Rival> {
  const { layers } = (await manifestOf(models[0] ?? '')).architecture.decoder;
  const file = resolve(options.gguf);
  if (!existsSync(file)) writeGguf(file, layers);
  const child = fork(join(root, 'test/bench/model/rival/llama.mjs'), { serialization: 'advanced' });
  await message(child);
  const timing = z.object({ milliseconds: z.number(), processor: z.number() });
  const load = timing.parse(await askChild(child, 'load', { file, threads }));
  const times = { prompt: [] as Timing[], token: [] as Timing[] };
  return {
    name: `llama.cpp Q4_0, ${layers} layers`,
    load,
    ...times,
    async turn() {
      times.prompt.push(timing.parse(await askChild(child, 'prompt', { count: prompt })));
      times.token.push(...z.array(timing).parse(await askChild(child, 'tokens', { count: tokens })));
    },
    async finish() {
      const { peak } = z.object({ peak: z.number() }).parse(await askChild(child, 'memory', {}));
      child.disconnect();
      // Q4_0 takes 4.5 bits a weight; its cache is in half precision.
      const matrices = layers * (4 * 2560 ** 2 + 2 * 2560 * 10240) + 2560 * 51200;
      return { peak, bytesPerToken: (matrices * 4.5) / 8 + (prompt + tokens) * layers * 2560 * 2 * 2 };
    },
  };
}

async function ourRival(folder: string): Promise<Rival> {
  const manifest = await manifestOf(folder);
  const runtime = connectRuntime(forkRuntime(await builtRuntime()));
  const started = performance.now();
  await runtime.ask('load', { folder: resolve(folder), provider: 'cpu', threads });
  const load = { milliseconds: performance.now() - started, processor: 0 };
  const times = { prompt: [] as Timing[], token: [] as Timing[] };
  return {
    name: `${manifest.name} (${manifest.quantisation})`,
    load,
    ...times,
    async turn() {
      const figures = await runtime.ask('bench', { prompt, tokens, rounds: 1, rows: [] });
      times.prompt.push(...figures.prompt);
      times.token.push(...figures.token);
    },
    finish: () => finishOurs(runtime, manifest),
  };
}

async function finishOurs(runtime: RuntimeClient, manifest: ModelManifest): Promise<Finish> {
  const { architecture } = manifest;
  const { layers, hidden } = architecture.decoder;
  const replayed = replayTexts();
  const figures = await runtime.ask('bench', {
    prompt,
    tokens: 1,
    rounds: 1,
    rows: [2, 3, 4, 8],
    ...(replayed ? { replay: replayed } : {}),
  });
  const data = Uint8Array.from({ length: 512 * 512 }, (_, index) => (index * 7) % 256);
  const picture = { rows: 512, columns: 512, channels: 1, data } as const;
  const answerInput = { images: [{ digest: 'bench', picture }], maxTokens: 60, guessing: false };
  const question = 'Given the indication: "Cough", write a structured findings section for the CXR.';
  const draftStarted = performance.now();
  const answer = await runtime.ask('answer', { ...answerInput, question });
  const draft = {
    milliseconds: performance.now() - draftStarted,
    tokens: answer.ids.length,
    positions: answer.prompt.positions,
  };
  const plainToken = answer.milliseconds.text / Math.max(1, answer.counts.runs);
  const sections = await fiveSections(runtime, picture, answer, plainToken);
  runtime.close();
  const decoderData = manifest.files[`${manifest.graphs.decoder}.data`]?.bytes ?? 0;
  const total = figures.replay.reduce((sum, each) => sum + each.tokens, 0);
  const perToken = (timing: (each: (typeof figures.replay)[number]) => Timing) =>
    figures.replay.reduce((sum, each) => sum + timing(each).milliseconds, 0) / total;
  return {
    peak: figures.memory.peak,
    bytesPerToken: decoderData + (prompt + tokens) * layers * hidden * 2 * 4,
    rows: figures.rows.map(({ rows, timings }) => ({ rows, milliseconds: median(timings).milliseconds })),
    image: figures.image,
    draft,
    sections,
    ...(total > 0
      ? {
          replay: {
            plain: perToken((each) => each.plain),
            guessed: perToken((each) => each.guessed),
            tokensPerRun: total / figures.replay.reduce((sum, each) => sum + each.runs, 0),
          },
        }
      : {}),
  };
}

/** What the section-by-section task costs: another image, so that nothing of it is known. */
async function fiveSections(runtime: RuntimeClient, picture: Picture, whole: Answer, plainToken: number) {
  const data = picture.data.map((value) => 255 - value);
  const images = [{ digest: 'bench, sections', picture: { ...picture, data } }];
  const started = performance.now();
  let runs = 0;
  for (const { text } of bindTask('findings-section-by-section', {}, 1).questions) {
    const answer = await runtime.ask('answer', { images, question: text, maxTokens: 30, guessing: false });
    runs += answer.counts.runs;
  }
  const milliseconds = performance.now() - started;
  const once = whole.milliseconds.images + whole.milliseconds.prompt;
  return { milliseconds, tokens: runs, share: milliseconds / (runs * plainToken + once) };
}

/** Every second report teaches the guesses, some of the others are written. */
function replayTexts(): { reports: string[]; texts: string[] } | null {
  if (!options.reports) return null;
  const rows = z
    .array(z.object({ findings: z.string() }))
    .parse(parse(readFileSync(options.reports), { columns: true }));
  const findings = rows.map((row) => row.findings).filter((text) => text.length > 80);
  const others = findings.filter((_, index) => index % 2 === 1);
  const step = Math.floor(others.length / Number(options.texts));
  return {
    reports: findings.filter((_, index) => index % 2 === 0),
    texts: others.filter((_, index) => index % step === 0).slice(0, Number(options.texts)),
  };
}

function report(): void {
  const [llama, ...ours] = rivals;
  if (!llama) return;
  const [base] = finished;
  const rate = (timing: Timing, count = 1) => (1000 * count) / timing.milliseconds;
  console.log(`threads ${threads}, prompt ${prompt}, ${rounds} rounds, medians; memory read ${gigabytes(bandwidth)}/s`);
  rivals.forEach((rival, index) => {
    const end = finished[index] as Finish;
    const [promptTime, tokenTime] = [median(rival.prompt), median(rival.token)];
    const limit = (1000 * end.bytesPerToken) / bandwidth;
    const times = (ours: number, theirs: number) => (index === 0 ? '' : `  ${(ours / theirs).toFixed(2)} x llama.cpp`);
    const line = (what: string, text: string) => console.log(`  ${what.padEnd(26)}${text}`);
    console.log(rival.name);
    line('load', `${(rival.load.milliseconds / 1000).toFixed(1)} s`);
    line(
      `prompt of ${prompt}`,
      `${wall(promptTime)}  ${rate(promptTime, prompt).toFixed(1)} a second` +
        times(rate(promptTime), rate(median(llama.prompt))),
    );
    line(
      `token at ${prompt}`,
      `${wall(tokenTime)}  ${rate(tokenTime).toFixed(2)} a second` + times(rate(tokenTime), rate(median(llama.token))),
    );
    line('limit by memory', `${limit.toFixed(0)} ms, ${((100 * limit) / tokenTime.milliseconds).toFixed(0)} % reached`);
    line(
      'peak memory',
      `${gigabytes(end.peak)}, ${((100 * end.peak) / (base?.peak ?? 1)).toFixed(0)} % of llama.cpp's`,
    );
    for (const { rows, milliseconds } of end.rows ?? []) line(`run of ${rows} rows`, `${milliseconds.toFixed(1)} ms`);
    if (end.image) line('one image', wall(end.image));
    if (end.replay) {
      const { plain, guessed, tokensPerRun } = end.replay;
      line('token of real reports', `${plain.toFixed(1)} ms plain`);
      line(
        'the same, guessed',
        `${guessed.toFixed(1)} ms, ${tokensPerRun.toFixed(2)} tokens a run` +
          times(1 / guessed, 1 / median(llama.token).milliseconds),
      );
    }
    if (end.sections) {
      const { milliseconds, tokens: written, share } = end.sections;
      line(
        'section by section',
        `${(milliseconds / 1000).toFixed(1)} s, ${written} tokens: ${share.toFixed(2)} of their time and one prefill`,
      );
    }
    if (end.draft) {
      const { milliseconds, positions, tokens: written } = end.draft;
      line('whole draft', `${(milliseconds / 1000).toFixed(1)} s: image, ${positions} positions, ${written} tokens`);
    }
  });
  if (options.json) {
    const all = rivals.map((rival, index) => ({
      name: rival.name,
      prompt: rival.prompt,
      token: rival.token,
      ...finished[index],
    }));
    writeFileSync(
      options.json,
      `${JSON.stringify({ threads, prompt, tokens, rounds, bandwidth, rivals: all }, null, 2)}\n`,
    );
  }
  if (ours.length === 0) console.log('no model folder was named');
}

function wall({ milliseconds, processor }: Timing): string {
  return `${milliseconds.toFixed(1)} ms (processor ${processor.toFixed(0)} ms)`;
}
function median(timings: readonly Timing[]): Timing {
  const sorted = [...timings].sort((one, other) => one.milliseconds - other.milliseconds);
  return sorted[sorted.length >> 1] ?? { milliseconds: Number.NaN, processor: Number.NaN };
}
function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
async function manifestOf(folder: string): Promise<ModelManifest> {
  return (await readModelFolder(resolve(folder))).manifest;
}

async function builtRuntime(): Promise<string> {
  const outfile = join(root, 'node_modules', '.bench', 'model-runtime.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['main/services/model/runtime/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolveMessage, reject) => {
    child.once('message', resolveMessage);
    child.once('exit', (code) => reject(new Error(`llama.cpp ended with ${code}`)));
  });
}
async function askChild(child: ChildProcess, ask: string, input: object): Promise<unknown> {
  const answer = message(child);
  child.send({ ask, input });
  const { output, error } = z.object({ output: z.unknown(), error: z.string().optional() }).parse(await answer);
  if (error !== undefined) throw new Error(error);
  return output;
}
