import type { PatientProgress } from '#main/services/progress.ts';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import { evaluate, type Evaluation, type EvaluationOrder } from '#models/training/evaluation.ts';
import type { PhantomSpec } from '#models/training/phantom/spec.ts';
import { filmBytes } from './films.ts';

const MOST_TOKENS = 200;

/** Asks an installed model about phantoms, through the very path that drafts take. */
export async function evaluateModel(
  folder: string,
  order: EvaluationOrder,
  threads: number,
  progress: PatientProgress,
): Promise<Evaluation> {
  const model = await loadModel(folder, 'cpu', threads);
  const { size } = model.architecture.vision;
  const known = new Map<PhantomSpec, AgentImage>();

  function imageOf(spec: PhantomSpec): AgentImage {
    const image = known.get(spec) ?? {
      digest: JSON.stringify(spec),
      picture: { rows: size, columns: size, channels: 1, data: filmBytes(spec, size) },
    };
    known.set(spec, image);
    return image;
  }
  async function answer(films: readonly PhantomSpec[], question: string): Promise<string> {
    const options = { ...GENERATE_DEFAULTS, maxTokens: MOST_TOKENS, guesser: null };
    return (await model.agent.answer(films.map(imageOf), question, options)).text;
  }
  try {
    return await evaluate(answer, order, async (done, total) => {
      known.clear();
      await progress('patients asked about', done, total);
    });
  } finally {
    await model.close();
  }
}
