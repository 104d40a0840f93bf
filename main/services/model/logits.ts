import { Failure } from '#core/errors.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { createDecoder } from '#models/chexagent/generate/decoder.ts';
import { pick } from '#models/chexagent/generate/pick.ts';
import { buildPrompt, type Prompt } from '#models/chexagent/prompt.ts';
import { createImageReader, type AgentImage } from '#models/chexagent/vision.ts';
import type { LoadedModel } from './runtime/loadModel.ts';

export interface LogitsInput {
  readonly images: readonly AgentImage[];
  readonly prompt: string;
  /** The prompt as it stands, without the chat format around it; takes no images. */
  readonly raw: boolean;
  readonly steps: number;
}

/** One greedy step: the logits after the prompt and the tokens before, one a row of the head, and the best token. */
export interface LogitsStep {
  readonly step: number;
  readonly tokenId: number;
  readonly logits: readonly number[];
}

/** Runs a prompt and decodes `steps` tokens, one a run; the end of text does not stop it. */
export async function modelLogits(
  model: LoadedModel,
  input: LogitsInput,
  progress: PatientProgress,
): Promise<LogitsStep[]> {
  const { architecture, embed } = model;
  const { hidden, vocab } = architecture.decoder;
  const prompt = promptOf(model, input);
  const rows = embed(prompt.ids);
  const readImage = createImageReader(architecture, model.vision);
  for (const [index, start] of prompt.spans.entries()) {
    const image = input.images[index];
    if (image) rows.set(await readImage(image), start * hidden);
  }
  const decoder = createDecoder(architecture, model.decoder);
  const steps: LogitsStep[] = [];
  let next = rows;
  for (let step = 0; step < input.steps; step++) {
    const count = next.length / hidden;
    const run = await decoder.run(next, count - 1);
    run.keep(count);
    const { id } = pick(run.logits, 0, vocab, architecture.tokens.used);
    steps.push({ step, tokenId: id, logits: Array.from(run.logits) });
    next = embed([id]);
    await progress('steps', step + 1, input.steps);
  }
  return steps;
}

function promptOf({ architecture, tokenizer }: LoadedModel, { raw, images, prompt }: LogitsInput): Prompt {
  if (!raw) return buildPrompt(tokenizer, architecture, images.length, prompt);
  if (images.length > 0) throw new Failure('usage', { reason: '--raw takes no --image: its place is not known' });
  const ids = tokenizer.encode(prompt);
  if (ids.length === 0) throw new Failure('usage', { reason: '--prompt is empty' });
  return { ids, spans: [], questionAt: 0 };
}
