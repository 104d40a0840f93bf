import { InvalidArgumentError, Option, type Command } from 'commander';
import { writeWhole, jsonText } from '#main/services/files.ts';
import { endpointModel, folderModel, majorityModel, randomModel } from '#main/services/bench/models.ts';
import { runBench, type ModelChoice, type RunOrder } from '#main/services/bench/run.ts';
import { readRun } from '#main/services/bench/runFolder.ts';
import { scoredRun } from '#main/services/bench/scored.ts';
import { benchTasks, type BenchTask } from '#models/chexbench/items.ts';
import { taskKeys } from '#models/chexbench/axes.ts';
import { wordings, type Wording } from '#models/chexbench/questions.ts';
import { printScores } from './benchScore.ts';
import type { ModelTools } from './model.ts';
import { addDrafterFlags, openDrafter, type DrafterFlags } from './modelDrafter.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, withProgress, type Output } from './output.ts';

interface RunOptions extends DrafterFlags {
  readonly data: string;
  readonly images: string;
  readonly out: string;
  readonly name: string;
  readonly wording: Wording;
  readonly tasks: readonly BenchTask[];
  readonly most?: number;
  readonly seed: number;
  readonly scores: boolean;
  readonly json?: boolean;
}

/** Adds `bench run`. */
export function registerBenchRun(bench: Command, output: Output, tools: ModelTools): void {
  const command = bench
    .command('run')
    .description('ask a model every question; run again, it goes on where it was broken off')
    .requiredOption('--data <file>', "the benchmark's data.json, or a CSV of own cases: case, file, reference")
    .requiredOption('--images <dir>', 'the folder under which its films lie')
    .requiredOption('--out <dir>', 'the folder of the run: one record an item');
  addDrafterFlags(command, 'a model folder, random, majority, or the address of a server on this machine')
    .option('--name <model>', 'what the server calls its model', 'default')
    .addOption(
      new Option('--wording <name>', "official: lettered options; wrapper: the official model's own questions")
        .choices([...wordings])
        .default('official'),
    )
    .option('--tasks <names>', `lists to ask: ${Object.keys(taskKeys).join(',')}`, tasksNamed, [...benchTasks])
    .option('--most <n>', 'of each list so many items', countFrom1)
    .option('--seed <n>', 'decides the draws of random', wholeNumber, 1)
    .option('--scores', 'ask the server for the probabilities of the options', false)
    .option('--json', 'for machines: the scores')
    .action((options: RunOptions) => run(options, output, tools));
}

async function run(options: RunOptions, output: Output, tools: ModelTools): Promise<void> {
  const { data, images, out, wording, tasks, most = null } = options;
  const order: RunOrder = { data, images, out, wording, tasks, most };
  const model = await modelOf(options, tools);
  const records = await withProgress(output, (progress) => runBench(order, model, progress));
  const scores = scoredRun(await readRun(out), records);
  await writeWhole(`${out}/scores.json`, jsonText(scores));
  if (options.json) printJson(output, scores);
  else printScores(output, [scores]);
}

async function modelOf(options: RunOptions, tools: ModelTools): Promise<ModelChoice> {
  const { model, name, seed, maxTokens, scores, images } = options;
  const films = { folder: images, readOther: tools.readOther };
  if (model === 'random') return randomModel(seed);
  if (model === 'majority') return majorityModel();
  if (/^https?:/i.test(model)) return endpointModel({ address: model, model: name, maxTokens, scores }, films);
  return folderModel(await openDrafter(options, tools), maxTokens, films);
}

/** `view,vqa` as lists of the benchmark. */
export function tasksNamed(text: string): BenchTask[] {
  return text.split(',').map((key) => {
    const found = Object.entries(taskKeys).find(([name]) => name === key.trim());
    if (!found) throw new InvalidArgumentError(`${key} is none of ${Object.keys(taskKeys).join(', ')}.`);
    return found[1];
  });
}
