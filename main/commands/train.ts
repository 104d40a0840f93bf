import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { RUN_FILES, settlePlan } from '#main/services/training/runFolder.ts';
import { runTraining } from '#main/services/training/wholeRun.ts';
import { version } from '#main/version.ts';
import { USUAL_MINUTES, usualPlan } from '#models/training/mini.ts';
import type { Evaluation } from '#models/training/evaluation.ts';
import { SMOKE_BOUND } from '#models/training/smoke.ts';
import { asking, type ModelTools } from './model.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, type Output } from './output.ts';
import { registerTrainCorpus } from './trainCorpus.ts';
import { registerTrainExport } from './trainExport.ts';

const THREADS = new Option('--threads <n>', 'threads to compute with').argParser(countFrom1).default(defaultThreads());

/** Adds the noun `train`. Training runs in processes of its own, like the models. */
export function registerTrainCommands(program: Command, output: Output, tools: ModelTools): void {
  const train = program
    .command('train')
    .description('train a small model on phantoms, in the four stages of the paper');
  registerMini(train, output, tools);
  registerSmoke(train, output, tools);
  registerTrainCorpus(train, output);
  registerTrainExport(train, output);
}

interface MiniOptions {
  readonly out: string;
  readonly seed: number;
  readonly minutes: number;
  readonly patients: number;
  readonly test?: number;
  readonly threads: number;
  readonly json?: boolean;
}

function registerMini(train: Command, output: Output, tools: ModelTools): void {
  train
    .command('mini')
    .description('train the small model from a seed; run again, it goes on where it was broken off')
    .requiredOption('--out <dir>', "the run's folder: plan, log, snapshot, model")
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--minutes <n>', 'about how long on two processors; fixed when the run begins', countFrom1, USUAL_MINUTES)
    .option('--patients <n>', 'patients of a split that the finished model is asked about', countFrom1, 500)
    .option(
      '--test <seed>',
      'ask about test patients too; a seed serves once, when nothing is left to choose',
      wholeNumber,
    )
    .addOption(THREADS)
    .option('--json', 'for machines')
    .action(async ({ out, seed, minutes, patients, test, threads, json }: MiniOptions) => {
      const plan = await settlePlan(out, usualPlan(seed, minutes));
      if (plan.seed !== seed) {
        throw new Failure('bad-input', { where: out, reason: `holds a run with seed ${plan.seed}, not ${seed}` });
      }
      const validation = { seed, split: 'validation', patients } as const;
      const held = test === undefined ? [] : [{ seed: test, split: 'test', patients } as const];
      const evaluations = await runTraining(out, [validation, ...held], {
        ask: (work, tells) => asking(tools, tells ? output : { ...output, err: () => {} }, work),
        threads,
        converter: `chexstudy ${version}`,
        now: output.now,
      }).catch((thrown: unknown) => {
        throw thrown instanceof Failure && thrown.code === 'cancelled'
          ? new Failure('training-stopped', { where: out })
          : thrown;
      });
      const model = join(out, RUN_FILES.model);
      if (json) printJson(output, { folder: out, model, plan, evaluations });
      else printEvaluations(output, model, evaluations);
    });
}

function printEvaluations(output: Output, model: string, evaluations: readonly Evaluation[]): void {
  const share = ({ right, count }: { right: number; count: number }) => (right / Math.max(count, 1)).toFixed(3);
  output.out(`${model}\n`);
  printTable(
    output,
    ['split', 'findings F1', 'least F1', 'view', 'yes or no', 'always the same', 'box overlap'],
    evaluations.map(({ split, micro, findings, view, yesNo, boxes }) => [
      split,
      micro.f1.toFixed(3),
      Math.min(...findings.map(({ f1 }) => f1)).toFixed(3),
      share(view),
      share(yesNo),
      share({ right: yesNo.majority, count: yesNo.count }),
      boxes.meanOverlap.toFixed(3),
    ]),
  );
}

function registerSmoke(train: Command, output: Output, tools: ModelTools): void {
  train
    .command('smoke')
    .description('prove the machinery in a minute: all stages on a toy problem')
    .addOption(THREADS)
    .option('--json', 'for machines')
    .action(async ({ threads, json }: { threads: number; json?: boolean }) => {
      const { loss } = await asking(tools, output, (runtime, options) => {
        return runtime.ask('trainSmoke', { threads }, options);
      });
      if (!(loss < SMOKE_BOUND)) {
        throw new Failure('training-failed', { loss: loss.toFixed(3), bound: SMOKE_BOUND });
      }
      if (json) printJson(output, { loss, bound: SMOKE_BOUND });
      else output.out(`the loss of the answers fell to ${loss.toFixed(3)}, below ${SMOKE_BOUND}\n`);
    });
}
