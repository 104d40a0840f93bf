import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AskOptions, RuntimeClient } from '#main/services/model/runtime/connect.ts';
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
  orders: readonly EvaluationOrder[],
  tools: RunTools,
): Promise<Evaluation[]> {
  const { ask, threads } = tools;
  await renderAll(folder, tools);
  await ask((runtime, options) => runtime.ask('trainMini', { folder, threads }, options), true);
  const manifest = await convert(folder, tools);
  const evaluations: Evaluation[] = [];
  for (const order of orders) {
    const input = { folder: join(folder, RUN_FILES.model), order, threads };
    evaluations.push(await ask((runtime, options) => runtime.ask('evaluatePhantoms', input, options), true));
  }
  await writeCard(folder, manifest, evaluations);
  return evaluations;
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

async function convert(folder: string, { ask, threads, converter, now }: RunTools) {
  const out = join(folder, RUN_FILES.model);
  await rm(out, { recursive: true, force: true });
  const order = {
    checkpoint: join(folder, RUN_FILES.checkpoint),
    tower: join(folder, RUN_FILES.tower),
    out,
    quantisation: 'int8',
  } as const;
  const input = { order, converter, now: new Date(now()).toISOString(), threads };
  return ask((runtime, options) => runtime.ask('convert', input, options), true);
}
