import { InvalidArgumentError, Option, type Command } from 'commander';
import { failureWords } from '#core/messages/messages.ts';
import { readAgentImage, type ReadOther } from '#main/services/model/images.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { listModels, modelBytes, modelPlaces } from '#main/services/model/places.ts';
import { connectRuntime, type RuntimeClient } from '#main/services/model/runtime/connect.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { AskEvent } from '#main/services/model/runtime/messages.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { version } from '#main/version.ts';
import { quantisation, type ModelManifest, type Quantisation } from '#models/chexagent/architecture.ts';
import { cardText } from './modelCard.ts';
import { countFrom1 } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

/** What the verbs need from outside. */
export interface ModelTools {
  readonly start: StartRuntime;
  /** Images that are no PNG. */
  readonly readOther: ReadOther;
}

interface Common {
  readonly json?: boolean;
  readonly threads: number;
}

/** How to go on where a header is wrong. */
export const ANY_PART_WORDS = 'also take radiographs whose header names another part of the body than the chest';

const THREADS = new Option('--threads <n>', 'threads to compute with').argParser(countFrom1).default(defaultThreads());

/** Adds the noun `model`; gives it for verbs of other files. */
export function registerModelCommands(program: Command, output: Output, tools: ModelTools): Command {
  const model = program.command('model').description('models that draft reports: convert, check, look at');
  registerConvert(model, output, tools);
  registerCheck(model, output, tools);
  registerLogits(model, output, tools);
  registerShelf(model, output);
  return model;
}

function registerConvert(model: Command, output: Output, tools: ModelTools): void {
  interface ConvertOptions extends Common {
    readonly out: string;
    readonly quant: Quantisation;
    readonly tower?: string;
  }
  model
    .command('convert')
    .description('turn a CheXagent-2 snapshot (config.json, tokenizer, safetensors) into a model folder')
    .argument('<checkpoint>', 'folder of the snapshot')
    .requiredOption('--out <dir>', 'the model folder to make')
    .addOption(
      new Option('--quant <how>', 'how weights are stored: mixed is int8 for prompts and int4 for tokens')
        .choices(quantisation.options)
        .default('int8'),
    )
    .option('--tower <dir>', "folder of the vision tower's own snapshot, for what the checkpoint does not say")
    .addOption(THREADS)
    .option('--json', 'for machines: the manifest')
    .action(async (checkpoint: string, { out, quant, tower, threads, json }: ConvertOptions) => {
      const order = { checkpoint, tower: tower ?? null, out, quantisation: quant };
      const now = new Date(output.now()).toISOString();
      const manifest = await asking(tools, output, (runtime, options) =>
        runtime.ask('convert', { order, converter: `chexstudy ${version}`, now, threads }, options),
      );
      if (json) printJson(output, manifest);
      else printConverted(output, out, manifest);
    });
}

function printConverted(output: Output, out: string, manifest: ModelManifest): void {
  output.out(`${out}: ${manifest.quantisation}, ${gigabytes(modelBytes(manifest))}\n`);
  output.out(`licence of the snapshot: ${manifest.licence.name}\n`);
  for (const assumption of manifest.assumptions) output.out(`assumed: ${assumption}\n`);
}

function registerCheck(model: Command, output: Output, tools: ModelTools): void {
  interface CheckOptions extends Common {
    readonly against?: string;
    readonly tower?: string;
  }
  model
    .command('check')
    .description('hash every file, load the model, compare a probe with what the checkpoint gave')
    .argument('<dir>')
    .option('--against <checkpoint>', 'also measure the agreement with this snapshot, run in float32')
    .option('--tower <dir>', "folder of the vision tower's own snapshot, if it was converted with one")
    .addOption(THREADS)
    .option('--json', 'for machines')
    .action(async (folder: string, { against, tower, threads, json }: CheckOptions) => {
      const other = against === undefined ? null : { checkpoint: against, tower: tower ?? null };
      const check = await asking(tools, output, (runtime, options) =>
        runtime.ask('check', { folder, against: other, threads }, options),
      );
      if (json) {
        printJson(output, check);
        return;
      }
      const { files, probe, agreement } = check;
      output.out(`${folder}: ${check.quantisation}, ${files} files as they were written\n`);
      output.out(`probe: image off by ${percent(probe.image)}, logits by ${percent(probe.logits)}\n`);
      if (!agreement) return;
      printTable(
        output,
        ['quantisation', 'positions', 'same top 1', 'KL mean', 'KL 95 %', 'largest logit error', 'logits', 'image'],
        [
          [
            check.quantisation,
            agreement.positions,
            percent(agreement.top1),
            agreement.klMean.toPrecision(3),
            agreement.kl95.toPrecision(3),
            agreement.largestLogitError.toPrecision(3),
            percent(agreement.logitError),
            percent(agreement.imageError),
          ],
        ],
      );
    });
}

function registerLogits(model: Command, output: Output, tools: ModelTools): void {
  interface LogitsOptions extends Common {
    readonly prompt: string;
    readonly image: string[];
    readonly steps: number;
    readonly raw?: boolean;
    readonly anyPart: boolean;
  }
  model
    .command('logits')
    .description('greedy tokens with the logits of all ids before each; the end of text does not stop it')
    .argument('<dir>')
    .requiredOption('--prompt <text>', 'the question; it is put into the chat format, images first')
    .option(
      '--image <file>',
      'an image, DICOM, PNG or JPEG; may be repeated',
      (file: string, before: string[]) => [...before, file],
      [],
    )
    .addOption(new Option('--steps <n>', 'tokens to decode').argParser(stepCount).makeOptionMandatory())
    .option('--any-part', ANY_PART_WORDS, false)
    .option('--raw', 'the prompt is the whole sequence: no chat format around it')
    .addOption(THREADS)
    .option('--json', 'for machines: [{"step","tokenId","logits":[...]}]')
    .action(async (folder: string, { prompt, image, steps, raw, anyPart, threads, json }: LogitsOptions) => {
      const images = await Promise.all(image.map((file) => readAgentImage(file, tools.readOther, anyPart)));
      const found = await asking(tools, output, async (runtime, options) => {
        await runtime.ask('load', { folder, provider: 'cpu', threads });
        return runtime.ask('logits', { images, prompt, raw: raw === true, steps }, options);
      });
      if (json) output.out(`${JSON.stringify(found)}\n`);
      else printSteps(output, found);
    });
}

function printSteps(
  output: Output,
  steps: readonly { step: number; tokenId: number; logits: readonly number[] }[],
): void {
  printTable(
    output,
    ['step', 'token', 'its logit'],
    steps.map(({ step, tokenId, logits }) => [step, tokenId, (logits[tokenId] ?? Number.NaN).toFixed(4)]),
  );
}

function registerShelf(model: Command, output: Output): void {
  model
    .command('list')
    .description('the models that are installed')
    .option(
      '--models <dir>',
      'look here instead; may be repeated',
      (dir: string, before: string[]) => [...before, dir],
      [],
    )
    .option('--json', 'for machines')
    .action(async ({ models, json }: { models: string[]; json?: boolean }) => {
      const rows = await listModels(models.length > 0 ? models : modelPlaces());
      const told = rows.map((row) =>
        'problem' in row
          ? { folder: row.folder, error: failureWords(row.problem) }
          : {
              folder: row.folder,
              name: row.manifest.name,
              quantisation: row.manifest.quantisation,
              bytes: modelBytes(row.manifest),
              licence: row.manifest.licence.name,
            },
      );
      if (json) {
        printJson(output, told);
        return;
      }
      printTable(
        output,
        ['name', 'weights', 'size', 'licence', 'folder'],
        told.map((row) =>
          'error' in row
            ? ['-', '-', '-', row.error, row.folder]
            : [row.name, row.quantisation, gigabytes(row.bytes), row.licence, row.folder],
        ),
      );
    });
  model
    .command('card')
    .description('what a model is, where it comes from, its licence, and what was assumed')
    .argument('<dir>')
    .option('--json', 'for machines')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const { manifest, digest } = await readModelFolder(folder);
      if (json) printJson(output, { digest, ...manifest });
      else output.out(cardText(manifest, digest));
    });
}

/** Runs one piece of work in a process of its own; an interrupt lets it clear up first. */
export async function asking<T>(
  tools: ModelTools,
  output: Output,
  work: (runtime: RuntimeClient, options: { onEvent: (event: AskEvent) => void; signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const runtime = connectRuntime(tools.start());
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    return await withProgress(output, (progress) =>
      work(runtime, {
        signal: interrupted.signal,
        onEvent: (event) => {
          if (event.kind === 'work') progress(event.what, event.done, event.total);
        },
      }),
    );
  } finally {
    process.off('SIGINT', interrupt);
    runtime.close();
  }
}

function stepCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  return Number(text);
}

function gigabytes(bytes: number): string {
  return bytes >= 1e8 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(3)} %`;
}
