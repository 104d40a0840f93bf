import { Failure } from '#core/errors.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { decodeText } from '#models/chexagent/textStream.ts';
import { runProbe } from '#models/chexagent/provider/probeRun.ts';
import { checkModel } from '../checkModel.ts';
import { convertModel } from '../convert.ts';
import { evaluateModel } from '#main/services/training/evaluate.ts';
import { hashTrainingData } from '#main/services/training/dataHashes.ts';
import { renderPart, trainMini, type TrainingService } from '#main/services/training/mini.ts';
import { sampleFilms } from '#main/services/training/samples.ts';
import { trainSmoke } from '#main/services/training/smoke.ts';
import { modelLogits } from '../logits.ts';
import { benchModel } from './bench.ts';
import { loadModel, type LoadedModel } from './loadModel.ts';
import type { AnswerInput, ToldAnswer } from './messages.ts';
import { builtInProviders, openSession, runtimeVersion, type OpenSession } from './onnx.ts';
import type { AskHandlers, AskWatch } from './serve.ts';

/** The CPU gives a row the same bits alone and in company; other providers round runs of several rows otherwise. */
const NEAR_TIE_ELSEWHERE = 0.02;

/** What the runtime process can do, with the model it holds. */
export function createHandlers(): AskHandlers {
  let model: LoadedModel | null = null;
  const graphs = new Map<number, OpenSession>();
  let nextGraph = 1;

  function loaded(): LoadedModel {
    if (!model) throw new Failure('internal', { reason: 'no model is loaded' });
    return model;
  }
  function opened(graph: number): OpenSession {
    const session = graphs.get(graph);
    if (!session) throw new Failure('internal', { reason: `no graph ${graph} is open` });
    return session;
  }
  return {
    about: () => Promise.resolve({ providers: builtInProviders(), version: runtimeVersion }),
    async probe({ file, provider, threads }) {
      const session = await openSession(file, provider, threads);
      return runProbe(session, () => performance.now());
    },
    async load({ folder, provider, threads }) {
      const before = model;
      model = null;
      await before?.close();
      model = await loadModel(folder, provider, threads);
      return {};
    },
    learn({ texts }) {
      const { guesser, tokenizer, architecture } = loaded();
      for (const text of texts) guesser.learn([...tokenizer.encode(text), architecture.tokens.eos]);
      return Promise.resolve({});
    },
    answer: (input, watch) => answer(loaded(), input, watch),
    bench: (plan, watch) => benchModel(loaded(), plan, watch),
    convert: ({ order, converter, now, threads }, watch) =>
      convertModel(order, {
        converter,
        now,
        open: (graph) => openSession(graph, 'cpu', threads),
        progress: working(watch),
      }),
    check: ({ folder, against, threads }, watch) =>
      checkModel(folder, against, {
        load: (path) => loadModel(path, 'cpu', threads),
        open: (graph) => openSession(graph, 'cpu', threads),
        progress: working(watch),
      }),
    logits: (input, watch) => modelLogits(loaded(), input, working(watch)),
    async renderPart({ folder, part }, watch) {
      await renderPart(folder, part, working(watch));
      return {};
    },
    async trainMini({ folder, threads }, watch) {
      await trainMini(folder, trainingService(threads, watch));
      return {};
    },
    evaluatePhantoms: ({ folder, order, threads }, watch) => evaluateModel(folder, order, threads, working(watch)),
    hashTrainingData: ({ folder }, watch) => hashTrainingData(folder, working(watch)),
    samplePhantoms: ({ size }) => Promise.resolve(sampleFilms(size)),
    trainSmoke: async ({ threads }, watch) => ({ loss: await trainSmoke(trainingService(threads, watch)) }),
    async open({ file, provider, threads }) {
      const session = await openSession(file, provider, threads);
      graphs.set(nextGraph, session);
      return { graph: nextGraph++ };
    },
    run: ({ graph, feeds, fetches }) => opened(graph).run(feeds, fetches),
    async close({ graph }) {
      await opened(graph).close();
      graphs.delete(graph);
      return {};
    },
  };
}

function trainingService(threads: number, watch: AskWatch): TrainingService {
  return {
    open: (graph) => openSession(graph, 'cpu', threads),
    now: () => performance.now(),
    progress: working(watch),
  };
}

/** Tells of work as it goes on, lets it rest where it is told to, and ends it where it was cancelled. */
function working(watch: AskWatch): PatientProgress {
  return async (what, done, total) => {
    await watch.rested();
    if (watch.cancelled()) throw new Failure('cancelled');
    watch.tell({ kind: 'work', what, done, total });
  };
}

async function answer(model: LoadedModel, input: AnswerInput, watch: AskWatch): Promise<ToldAnswer> {
  const { agent, guesser, provider, tokenizer } = model;
  const { images, question, maxTokens, guessing, told = 0 } = input;
  const nearTie = provider === 'cpu' ? GENERATE_DEFAULTS.nearTie : NEAR_TIE_ELSEWHERE;
  const options = { ...GENERATE_DEFAULTS, nearTie, maxTokens, guesser: guessing ? guesser : null, told };
  const given = await agent.answer(images, question, options, {
    cancelled: watch.cancelled,
    onProgress: (progress) => watch.tell({ kind: 'progress', progress }),
    onText: (text, tokens) => watch.tell({ kind: 'text', text, tokens }),
  });
  const alternatives = (given.likely ?? []).map((place) =>
    place.map(({ id, logProbability }) => ({ text: decodeText([tokenizer.bytesOf(id)]), logProbability })),
  );
  return { ...given, alternatives };
}
