import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AskOptions, RuntimeClient } from '#main/services/model/runtime/connect.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import type { Evaluation, EvaluationOrder } from '#models/training/evaluation.ts';
import { writeCard } from './card.ts';
import { FILM_PARTS } from './mini.ts';
import { RUN_FILES } from './runFolder.ts';

export interface RunTools {
  /** Does a piece of work in a process of its own; of several at once, one alone tells how far it is. */
  readonly ask: <T>(work: (runtime: RuntimeClient, options: AskOptions) => Promise<T>, tells: boolean) => Promise<T>;
  readonly threads: number;
  /** Names this program and its version. */
  readonly converter: string;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** All that a planned run still needs: films, stages, the installed form of the model, figures, card. */
export async function runTraining(
  folder: string,
  orders: readonly [EvaluationOrder, ...EvaluationOrder[]],
  tools: RunTools,
): Promise<Evaluation[]> {
  const { ask, threads } = tools;
  await renderAll(folder, tools);
  await ask((runtime, options) => runtime.ask('trainMini', { folder, threads }, options), true);
  const model = join(folder, RUN_FILES.model);
  const manifest = await convert(folder, model, 'int8', tools);
  const evaluations: Evaluation[] = [];
  for (const order of orders) evaluations.push(await evaluated(model, order, tools));
  const exact = await exactFigures(folder, orders[0], tools);
  const data = await ask((runtime, options) => runtime.ask('hashTrainingData', { folder }, options), true);
  await writeCard(folder, manifest, evaluations, exact, data);
  return evaluations;
}

function evaluated(model: string, order: EvaluationOrder, { ask, threads }: RunTools): Promise<Evaluation> {
  const input = { folder: model, order, threads };
  return ask((runtime, options) => runtime.ask('evaluatePhantoms', input, options), true);
}

/** The same questions to the weights as they were trained. */
async function exactFigures(folder: string, order: EvaluationOrder, tools: RunTools): Promise<Evaluation> {
  const model = join(folder, RUN_FILES.exactModel);
  await convert(folder, model, 'fp32', tools);
  const figures = await evaluated(model, order, tools);
  await rm(model, { recursive: true, force: true });
  return figures;
}

/** The films' parts, each by a process, as many at once as there are threads. */
async function renderAll(folder: string, { ask, threads }: RunTools): Promise<void> {
  const parts = Array.from({ length: FILM_PARTS }, (_, part) => part);
  const workers = Array.from({ length: Math.min(threads, FILM_PARTS) }, (_, worker) =>
    ask(async (runtime, options) => {
      for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
        await runtime.ask('renderPart', { folder, part }, options);
      }
    }, worker === 0),
  );
  await Promise.all(workers);
}

async function convert(folder: string, out: string, quantisation: Quantisation, tools: RunTools) {
  const { ask, threads, converter, now } = tools;
  await rm(out, { recursive: true, force: true });
  const order = {
    checkpoint: join(folder, RUN_FILES.checkpoint),
    tower: join(folder, RUN_FILES.tower),
    out,
    quantisation,
  };
  const input = { order, converter, now: new Date(now()).toISOString(), threads };
  return ask((runtime, options) => runtime.ask('convert', input, options), true);
}
