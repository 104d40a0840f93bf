import { Failure } from '#core/errors.ts';
import { MAX_POSITIONS, type Architecture, type Session } from './architecture.ts';
import { createDecoder, type DecoderSessions } from './generate/decoder.ts';
import {
  generate,
  MOST_LIKELY,
  type EmbedIds,
  type FirstChoice,
  type Generated,
  type GenerateOptions,
  type GenerateWatch,
} from './generate/generate.ts';
import { likeliest, pick } from './generate/pick.ts';
import { sequenceOf, sharedLength, type Sequence } from './generate/sequence.ts';
import { buildPrompt, checkTokenizer } from './prompt.ts';
import type { Tokenizer } from './tokenizer.ts';
import { createImageReader, type AgentImage } from './vision.ts';

/** What a loaded model is made of. */
export interface AgentParts {
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  readonly vision: Session;
  readonly decoder: DecoderSessions;
  readonly embed: EmbedIds;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Where a question stands: images read, or positions of the prompt run. */
export interface AgentProgress {
  readonly phase: 'images' | 'prompt';
  readonly done: number;
  readonly total: number;
}

export interface AgentWatch extends GenerateWatch {
  readonly onProgress?: (progress: AgentProgress) => void;
}

export interface Answer extends Generated {
  /** Positions of the prompt, and how many of them an earlier question had already paid for. */
  readonly prompt: { readonly positions: number; readonly reused: number };
  readonly milliseconds: { readonly images: number; readonly prompt: number; readonly text: number };
}

/** A model that answers questions about images, one at a time. */
export interface Agent {
  answer(
    images: readonly AgentImage[],
    question: string,
    options: GenerateOptions,
    watch?: AgentWatch,
  ): Promise<Answer>;
  /** Bytes of keys and values as they stand. */
  cacheBytes(): number;
}

/** Positions of one prompt run: an image and its question fit into the first, which is the fastest, having no past. */
const PROMPT_ROWS = 1152;

/** Questions about the same images share the cached positions of their common beginning: images are run once. */
export function createAgent(parts: AgentParts): Agent {
  const { architecture, tokenizer, embed, now } = parts;
  checkTokenizer(tokenizer, architecture);
  const { hidden, vocab } = architecture.decoder;
  const decoder = createDecoder(architecture, parts.decoder);
  const readImage = createImageReader(architecture, parts.vision);
  /** The beginning of what the cache holds; an answer may follow it there. */
  let cached: Sequence = { ids: [], spans: [] };

  async function answer(
    images: readonly AgentImage[],
    question: string,
    options: GenerateOptions,
    watch: AgentWatch = {},
  ): Promise<Answer> {
    const prompt = buildPrompt(tokenizer, architecture, images.length, question);
    const positions = prompt.ids.length;
    if (positions + options.maxTokens > MAX_POSITIONS) {
      throw new Failure('prompt-too-long', { positions, most: MAX_POSITIONS - options.maxTokens });
    }
    const digests = images.map((image) => image.digest);
    const sequence = sequenceOf(prompt, digests, architecture.vision.tokens);
    const asked = prompt.ids.slice(prompt.questionAt);
    options.guesser?.learn(asked);

    const started = now();
    const rows = await readImages(images, watch);
    const imagesRead = now();
    const reused = reuse(sequence);
    const first = await runPrompt(sequence, rows, options, watch);
    const promptRun = now();
    const generated = first
      ? await generate({ architecture, tokenizer, decoder, embed }, asked, first, options, watch)
      : NOTHING;
    options.guesser?.learn([...generated.ids, architecture.tokens.eos]);
    return {
      ...generated,
      prompt: { positions, reused },
      milliseconds: { images: imagesRead - started, prompt: promptRun - imagesRead, text: now() - promptRun },
    };
  }

  async function readImages(images: readonly AgentImage[], watch: AgentWatch): Promise<Map<string, Float32Array>> {
    const rows = new Map<string, Float32Array>();
    for (const [index, image] of images.entries()) {
      if (watch.cancelled?.()) break;
      watch.onProgress?.({ phase: 'images', done: index, total: images.length });
      rows.set(image.digest, await readImage(image));
    }
    return rows;
  }

  /** Winds the cache back to what it shares with the new prompt, whose last position is always run for its logits. */
  function reuse(sequence: Sequence): number {
    const shared = Math.min(sharedLength(sequence, cached), sequence.ids.length - 1);
    // Less than a part of an image saves less than the run without a past gains.
    const reused = shared < architecture.vision.tokens / 4 ? 0 : shared;
    decoder.cache.rewind(reused);
    cached = { ids: sequence.ids.slice(0, reused), spans: sequence.spans };
    return reused;
  }

  /** Runs the positions that the cache does not hold; the choice after the last one, or null when cancelled. */
  async function runPrompt(
    sequence: Sequence,
    images: ReadonlyMap<string, Float32Array>,
    { told = 0 }: GenerateOptions,
    watch: AgentWatch,
  ): Promise<FirstChoice | null> {
    const total = sequence.ids.length;
    for (;;) {
      const from = decoder.cache.length;
      const to = Math.min(from + PROMPT_ROWS, total);
      watch.onProgress?.({ phase: 'prompt', done: from, total });
      if (watch.cancelled?.()) return null;
      const run = await decoder.run(rowsOf(sequence, from, to, images), to - from - 1);
      run.keep(to - from);
      cached = { ids: sequence.ids.slice(0, to), spans: sequence.spans };
      if (to < total) continue;
      const { used } = architecture.tokens;
      const likely = told > 0 ? likeliest(run.logits, 0, { vocab, used }, MOST_LIKELY) : undefined;
      return { ...pick(run.logits, 0, vocab, used), ...(likely ? { likely } : {}) };
    }
  }

  /** Embeddings of positions `from` to `to` (not included), with the rows of images in their places. */
  function rowsOf(
    sequence: Sequence,
    from: number,
    to: number,
    images: ReadonlyMap<string, Float32Array>,
  ): Float32Array {
    const rows = embed(sequence.ids.slice(from, to));
    for (const span of sequence.spans) {
      const start = Math.max(from, span.start);
      const end = Math.min(to, span.end);
      const source = images.get(span.image);
      if (start >= end || !source) continue;
      rows.set(source.subarray((start - span.start) * hidden, (end - span.start) * hidden), (start - from) * hidden);
    }
    return rows;
  }

  return { answer, cacheBytes: () => decoder.cache.bytes };
}

const NOTHING: Generated = {
  ids: [],
  text: '',
  stop: 'cancelled',
  counts: { runs: 0, guessed: 0, right: 0, nearTies: 0 },
};
