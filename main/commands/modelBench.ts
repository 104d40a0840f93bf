import { Option, type Command } from 'commander';
import { chosenProvider, providersFile } from '#main/services/model/chosenProvider.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { providerNamed } from '#main/services/model/providers.ts';
import type { BenchFigures, Timing } from '#main/services/model/runtime/figures.ts';
import { connectRuntime } from '#main/services/model/runtime/connect.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { version } from '#main/version.ts';
import type { ModelTools } from './model.ts';
import { countFrom1 } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

interface BenchOptions {
  readonly provider: string;
  readonly threads: number;
  readonly prompt: number;
  readonly tokens: number;
  readonly rounds: number;
  readonly json?: boolean;
}

/** Rows of verifying runs that are timed: one certain token and so many guesses less one. */
const ROWS = [2, 4, 8];

/** Adds `model bench` to the noun `model`. */
export function registerModelBench(model: Command, output: Output, tools: ModelTools): void {
  const number = (flags: string, words: string, value: number) =>
    new Option(flags, words).argParser(countFrom1).default(value);
  model
    .command('bench')
    .description('how fast a model runs here: image, prompt, tokens, memory')
    .argument('<dir>')
    .option('--provider <name>', 'cuda, dml, coreml, webgpu, cpu, or auto', 'auto')
    .addOption(number('--threads <n>', 'threads of the CPU', defaultThreads()))
    .addOption(number('--prompt <n>', 'positions of the prompt', 650))
    .addOption(number('--tokens <n>', 'tokens after it', 24))
    .addOption(number('--rounds <n>', 'how often', 3))
    .option('--json', 'for machines')
    .action(async (dir: string, options: BenchOptions) => {
      const figures = await bench(dir, options, output, tools);
      if (options.json) printJson(output, { ...figures, options });
      else printFigures(output, options, figures);
    });
}

async function bench(dir: string, options: BenchOptions, output: Output, { start }: ModelTools) {
  const { manifest } = await readModelFolder(dir);
  const { threads, prompt, tokens, rounds } = options;
  const settings = { file: providersFile(), program: version };
  const provider =
    options.provider === 'auto'
      ? (await chosenProvider(start, manifest.quantisation, threads, settings)).provider
      : providerNamed(options.provider);
  const runtime = connectRuntime(start());
  try {
    const started = output.now();
    await runtime.ask('load', { folder: dir, provider, threads });
    const load = output.now() - started;
    const plan = { prompt, tokens, rounds, rows: ROWS };
    const figures = await withProgress(output, (progress) =>
      runtime.ask('bench', plan, {
        onEvent: (event) => {
          if (event.kind === 'progress') progress('bench', event.progress.done, event.progress.total);
        },
      }),
    );
    return { model: manifest.name, quantisation: manifest.quantisation, provider, load, ...figures };
  } finally {
    runtime.close();
  }
}

function printFigures(
  output: Output,
  { prompt, tokens }: BenchOptions,
  figures: BenchFigures & { model: string; quantisation: string; provider: string; load: number },
): void {
  output.out(`${figures.model} (${figures.quantisation}) on ${figures.provider}\n`);
  const promptTime = median(figures.prompt);
  const tokenTime = median(figures.token);
  printTable(
    output,
    ['what', 'wall ms', 'processor ms', 'rate'],
    [
      ['load', figures.load.toFixed(0), null, null],
      ['one image', ...milliseconds(figures.image), null],
      [`prompt of ${prompt}`, ...milliseconds(promptTime), perSecond(prompt, promptTime)],
      [`token after ${prompt} to ${prompt + tokens}`, ...milliseconds(tokenTime), perSecond(1, tokenTime)],
      ...figures.rows.map(({ rows, timings }) => [`run of ${rows} rows`, ...milliseconds(median(timings)), null]),
    ],
  );
  output.out(`memory: ${gibibytes(figures.memory.resident)}, at most ${gibibytes(figures.memory.peak)}\n`);
}

/** The timing whose wall time is in the middle. */
function median(timings: readonly Timing[]): Timing {
  const sorted = [...timings].sort((one, other) => one.milliseconds - other.milliseconds);
  return sorted[sorted.length >> 1] ?? { milliseconds: 0, processor: 0 };
}

function milliseconds(timing: Timing): [string, string] {
  return [timing.milliseconds.toFixed(1), timing.processor.toFixed(1)];
}

function perSecond(count: number, { milliseconds: time }: Timing): string {
  return `${((1000 * count) / time).toFixed(1)} per second`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
