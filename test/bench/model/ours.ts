import { join } from 'node:path';
import { build } from 'esbuild';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import type { ReplayFigures, Timing } from '#main/services/model/runtime/figures.ts';
import { connectRuntime, type RuntimeClient } from '#main/services/model/runtime/connect.ts';
import { forkRuntime } from '#main/services/model/runtime/fork.ts';
import type { Answer } from '#models/chexagent/agent.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';
import type { Picture } from '#models/chexagent/image.ts';
import { bindTask } from '#models/chexagent/tasks/bind.ts';
import { profileDecoder } from './profile.ts';
import { median, promptOperations, type Finish, type Load, type Rival } from './rival.ts';

/** Reports that teach the guesses, and texts to write as if the model chose them. */
export interface Replay {
  readonly reports: string[];
  readonly texts: string[];
}

/** A model folder in our runtime, in a process of its own. */
export async function ourRival(folder: string, load: Load, replay: Replay | null): Promise<Rival> {
  const { manifest } = await readModelFolder(folder);
  const runtime = connectRuntime(forkRuntime(await builtRuntime()));
  const started = performance.now();
  await runtime.ask('load', { folder, provider: 'cpu', threads: load.threads });
  const loading = { milliseconds: performance.now() - started, processor: 0 };
  const times = { prompt: [] as Timing[], token: [] as Timing[] };
  return {
    name: `${manifest.name} (${manifest.quantisation})`,
    load: loading,
    ...times,
    async turn() {
      const figures = await runtime.ask('bench', { prompt: load.prompt, tokens: load.tokens, rounds: 1, rows: [] });
      times.prompt.push(...figures.prompt);
      times.token.push(...figures.token);
    },
    async finish() {
      const figures = await finalFigures(runtime, manifest, load, replay);
      // The profiler's sessions come after: two models would not fit into the memory of a smaller machine.
      runtime.close();
      return { ...figures, profiles: await profiles(folder, manifest, load) };
    },
  };
}

async function finalFigures(
  runtime: RuntimeClient,
  { architecture, files, graphs }: ModelManifest,
  { prompt, tokens }: Load,
  replay: Replay | null,
): Promise<Finish> {
  const { layers, hidden } = architecture.decoder;
  const plan = { prompt, tokens: 1, rounds: 1, rows: [2, 3, 4, 8] };
  const figures = await runtime.ask('bench', { ...plan, ...(replay ? { replay } : {}) });
  const data = Uint8Array.from({ length: 512 * 512 }, (_, index) => (index * 7) % 256);
  const picture = { rows: 512, columns: 512, channels: 1, data } as const;
  const answerInput = { images: [{ digest: 'bench', picture }], maxTokens: 60, guessing: false };
  const question = 'Given the indication: "Cough", write a structured findings section for the CXR.';
  const draftStarted = performance.now();
  const answer = await runtime.ask('answer', { ...answerInput, question });
  const milliseconds = performance.now() - draftStarted;
  const plainToken = answer.milliseconds.text / Math.max(1, answer.counts.runs);
  return {
    peak: figures.memory.peak,
    bytesPerToken: (files[`${graphs.decoder}.data`]?.bytes ?? 0) + (prompt + tokens) * layers * hidden * 2 * 4,
    promptOperations: promptOperations(layers, prompt),
    rows: figures.rows.map(({ rows, timings }) => ({ rows, milliseconds: median(timings).milliseconds })),
    image: figures.image,
    draft: { milliseconds, tokens: answer.ids.length, positions: answer.prompt.positions },
    sections: await fiveSections(runtime, picture, answer, plainToken),
    ...(figures.replay.length > 0 ? { replay: perToken(figures.replay) } : {}),
  };
}

function perToken(replay: readonly ReplayFigures[]) {
  const total = replay.reduce((sum, { tokens }) => sum + tokens, 0);
  const mean = (timing: (each: ReplayFigures) => Timing) =>
    replay.reduce((sum, each) => sum + timing(each).milliseconds, 0) / total;
  return {
    plain: mean(({ plain }) => plain),
    guessed: mean(({ guessed }) => guessed),
    tokensPerRun: total / replay.reduce((sum, { runs }) => sum + runs, 0),
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

async function profiles(folder: string, { architecture, graphs }: ModelManifest, { threads, prompt }: Load) {
  const first = join(folder, graphs.prefill ?? graphs.decoder);
  return {
    prompt: await profileDecoder(first, architecture, threads, { past: 0, rows: prompt }),
    token: await profileDecoder(join(folder, graphs.decoder), architecture, threads, { past: prompt, rows: 1 }),
  };
}

async function builtRuntime(): Promise<string> {
  const outfile = join(process.cwd(), 'node_modules', '.bench', 'model-runtime.mjs');
  await build({
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
