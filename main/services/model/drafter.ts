import { Failure } from '#core/errors.ts';
import {
  draftCounts,
  draftText,
  namedAnswer,
  type LikelyText,
  type ModelDraft,
} from '#models/chexagent/draft/draft.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { bindTask } from '#models/chexagent/tasks/bind.ts';
import { TASKS, type TaskName } from '#models/chexagent/tasks/tasks.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import { readModelFolder, type ModelFolder } from './modelFolder.ts';
import { connectRuntime, type RuntimeClient } from './runtime/connect.ts';
import type { StartRuntime } from './runtime/fork.ts';
import type { AskEvent, ToldAnswer } from './runtime/messages.ts';
import { PROVIDER_NAMES, type Provider } from './runtime/provider.ts';

export interface DrafterOptions {
  readonly folder: string;
  readonly provider: Provider;
  readonly threads: number;
  /** Version of the program, for the provenance. */
  readonly program: string;
  /** Reports whose phrases are guessed from the beginning. */
  readonly reports?: readonly string[];
}

export interface DraftRequest {
  readonly task: TaskName;
  readonly input: unknown;
  readonly images: readonly AgentImage[];
  readonly maxTokens?: number;
  readonly guessing?: boolean;
  /** Of so many first tokens of each answer the alternatives are told. */
  readonly told?: number;
}

/** A draft with what could have stood in the first places of each answer, where that was asked for. */
export interface ToldDraft extends ModelDraft {
  readonly alternatives?: readonly (readonly (readonly LikelyText[])[])[];
}

export interface DraftWatch {
  /** `question` counts from 0 among `questions`. */
  readonly onEvent?: (event: AskEvent, question: number, questions: number) => void;
  readonly signal?: AbortSignal;
}

/** Drafts with one model, in a process of its own that is started when first needed and again after a crash. */
export interface Drafter {
  readonly model: ModelFolder;
  /** Throws task-input, runtime-failed, runtime-crashed, model-* and draft-cancelled. */
  draft(request: DraftRequest, watch?: DraftWatch): Promise<ToldDraft>;
  close(): void;
}

/** Throws model-missing, model-newer or model-damaged. */
export async function createDrafter(start: StartRuntime, options: DrafterOptions): Promise<Drafter> {
  const model = await readModelFolder(options.folder);
  let provider = options.provider;
  let running: { client: RuntimeClient; version: string } | null = null;
  /** What happened to this drafter's provider, told in every draft after it. */
  const notes: string[] = [];

  async function runtime(): Promise<{ client: RuntimeClient; version: string }> {
    if (running?.client.alive()) return running;
    const client = connectRuntime(start());
    try {
      const { version } = await client.ask('about', {});
      await client.ask('load', { folder: options.folder, provider, threads: options.threads });
      if (options.reports) await client.ask('learn', { texts: options.reports });
      running = { client, version };
      return running;
    } catch (thrown) {
      client.close();
      throw thrown;
    }
  }

  function stop(): void {
    running?.client.close();
    running = null;
  }

  async function draft(request: DraftRequest, watch: DraftWatch = {}): Promise<ToldDraft> {
    try {
      return await attempt(request, watch);
    } catch (thrown) {
      // Whoever cancels may end the process as well, not to wait for a long run.
      if (watch.signal?.aborted || !isOfRuntime(thrown)) throw thrown;
      stop();
      if (provider === 'cpu') throw thrown;
      notes.push(`${PROVIDER_NAMES[provider]} failed (${String(thrown.detail['reason'])}); drafted on the CPU`);
      provider = 'cpu';
      return await attempt(request, watch);
    }
  }

  async function attempt(request: DraftRequest, watch: DraftWatch): Promise<ToldDraft> {
    const { images, left } = filmsFor(model.manifest.films, request);
    const bound = bindTask(request.task, request.input, images.length);
    const { maxTokens = GENERATE_DEFAULTS.maxTokens, guessing = true, told = 0 } = request;
    const started = performance.now();
    const { client, version } = await runtime();
    const answers: ToldAnswer[] = [];
    for (const [index, { text }] of bound.questions.entries()) {
      const answer = await client.ask(
        'answer',
        { images, question: text, maxTokens, guessing, told },
        {
          onEvent: (event) => watch.onEvent?.(event, index, bound.questions.length),
          ...(watch.signal ? { signal: watch.signal } : {}),
        },
      );
      if (answer.stop === 'cancelled') throw new Failure('draft-cancelled');
      answers.push(answer);
    }
    const named = bound.questions.map((question, index) => namedAnswer(question, answers[index] as ToldAnswer));
    const { manifest, digest } = model;
    return {
      task: request.task,
      result: bound.result(named.map((answer) => answer.text)),
      answers: named,
      text: draftText(named),
      ...(told > 0 ? { alternatives: answers.map(({ alternatives }) => alternatives) } : {}),
      provenance: {
        format: 1,
        model: { name: manifest.name, digest, quantisation: manifest.quantisation },
        provider,
        task: request.task,
        prompts: bound.questions.map((question) => question.text),
        images: images.map((image) => image.digest),
        options: { maxTokens, guessing, threads: options.threads },
        versions: { program: options.program, runtime: version },
        time: new Date().toISOString(),
        seconds: (performance.now() - started) / 1000,
        ...draftCounts(answers),
        notes: [...notes, ...left],
      },
    };
  }
  return { model, draft, close: stop };
}

/** The films that the model has learned to look at together, and a note on those that are left out. */
function filmsFor(learned: number | undefined, { task, images }: DraftRequest) {
  if (learned === undefined || images.length <= learned) return { images, left: [] };
  const { least } = TASKS[task].images;
  if (least > learned) throw new Failure('model-films', { learned, needed: least });
  const left = `the model has learned to look at ${learned} film at a time: ${images.length - learned} left out`;
  return { images: images.slice(0, learned), left: [left] };
}

function isOfRuntime(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && (thrown.code === 'runtime-failed' || thrown.code === 'runtime-crashed');
}
