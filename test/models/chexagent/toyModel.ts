import { seededRandom } from '#core/random.ts';
import {
  DECODER_INPUTS,
  DECODER_LOGITS,
  FEW_ROWS,
  MASKED,
  newKey,
  newValue,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  VISION_INPUT,
  VISION_OUTPUT,
  type Architecture,
  type Session,
  type Tensor,
} from '#models/chexagent/architecture.ts';
import type { AgentParts } from '#models/chexagent/agent.ts';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { smallTokenizerFiles } from '#test/tools/smallTokenizer.ts';

const tokenizer = createTokenizer(smallTokenizerFiles());
const idOf = (token: string) => tokenizer.idOf(token) ?? -1;

export const TOY: Architecture = {
  decoder: {
    layers: 2,
    hidden: 16,
    heads: 2,
    headSize: 8,
    rotary: 4,
    ropeTheta: 10000,
    intermediate: 16,
    vocab: 512,
    eps: 1e-5,
    activation: 'gelu_new',
  },
  vision: {
    layers: 1,
    width: 8,
    heads: 1,
    intermediate: 8,
    patch: 4,
    size: 12,
    tokens: 9,
    eps: 1e-6,
    activation: 'gelu',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  },
  bridge: { hidden: 8, output: 16, eps: 1e-6 },
  tokens: {
    imageStart: idOf('<|img|>'),
    imageEnd: idOf('<|/img|>'),
    imagePad: idOf('<|imgpad|>'),
    eos: idOf('<|endoftext|>'),
    used: 420,
  },
};

const NEVER = -1000;

export interface ToyOptions {
  readonly seed: number;
  /** Added to the end token's logit: high values end texts soon; without it they never end. */
  readonly endBias?: number;
  /** Steps into which logits are rounded, so that ties happen. */
  readonly step?: number;
  /** Size of the rounding noise of runs of several rows. */
  readonly noise?: number;
}

/**
 * A small language model in plain numbers behind the decoder's own inputs and outputs: attention over a split cache with
 * masks and positions, so that a wrong row, mask or position changes the text. Ids without a token have high logits.
 */
export function toyModel(options: ToyOptions): AgentParts & { runs: number[]; imagesRead: () => number } {
  const { layers, hidden, heads, headSize, vocab } = TOY.decoder;
  const random = seededRandom(options.seed);
  const matrix = (rows: number, columns: number) =>
    Float64Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(columns));
  const embeddings = matrix(vocab, hidden).map((value) => value * Math.sqrt(hidden));
  const blocks = Array.from({ length: layers }, () => ({
    query: matrix(hidden, hidden),
    key: matrix(hidden, hidden),
    value: matrix(hidden, hidden),
  }));
  const head = matrix(vocab, hidden);
  const tower = matrix(hidden, 3 * TOY.vision.patch ** 2);
  const runs: number[] = [];
  let imagesRead = 0;

  const decoder: Session = {
    run(feeds) {
      const embeds = floats(feeds[DECODER_INPUTS.embeds]);
      const positions = integers(feeds[DECODER_INPUTS.positions]);
      const maskNew = floats(feeds[DECODER_INPUTS.maskNew]);
      const maskPast = floats(feeds[DECODER_INPUTS.maskPast]);
      const [capacity = 0, columns = 0] = integers(feeds[DECODER_INPUTS.split]);
      const rows = positions.length;
      const few = rows <= FEW_ROWS && capacity > 0;
      const place = floats(feeds[DECODER_INPUTS.place]);
      const [logitsFrom = 0] = integers(feeds[DECODER_INPUTS.logitsFrom]);
      runs.push(rows);
      const outputs: Record<string, Tensor> = {};
      let x = Array.from({ length: rows }, (_, row) =>
        Float64Array.from(embeds.slice(row * hidden, (row + 1) * hidden)),
      );
      blocks.forEach((block, layer) => {
        const keys = new Float32Array(rows * hidden);
        const values = new Float32Array(rows * hidden);
        x.forEach((input, row) => {
          const key = multiply(block.key, input).map((v, i) => v + Math.sin((positions[row] ?? 0) / (1 + i)));
          const value = multiply(block.value, input);
          for (let channel = 0; channel < hidden; channel++) {
            const at = (Math.floor(channel / headSize) * rows + row) * headSize + (channel % headSize);
            keys[at] = key[channel] ?? 0;
            values[at] = value[channel] ?? 0;
          }
        });
        const pastKeys = floats(feeds[pastKey(layer)]);
        const pastValues = floats(feeds[pastValue(layer)]);
        const recentKeys = floats(feeds[recentKey(layer)]);
        const recentValues = floats(feeds[recentValue(layer)]);
        /** Number `c` of head `h` in column `p` of past and window. */
        function at(kind: 'key' | 'value', h: number, p: number, c: number): number {
          const [old, recent, fresh] =
            kind === 'key' ? [pastKeys, recentKeys, keys] : [pastValues, recentValues, values];
          const turned = kind === 'key';
          if (p < capacity)
            return old[turned ? (h * headSize + c) * capacity + p : (h * capacity + p) * headSize + c] ?? 0;
          const slot = p - capacity;
          if (!few) return fresh[(h * rows + slot) * headSize + c] ?? 0;
          const known = turned ? (h * headSize + c) * RECENT_ROWS + slot : (h * RECENT_ROWS + slot) * headSize + c;
          let value = recent[known] ?? 0;
          for (let row = 0; row < rows; row++) {
            value += (place[row * columns + slot] ?? 0) * (fresh[(h * rows + row) * headSize + c] ?? 0);
          }
          return value;
        }
        x = x.map((input, row) => {
          const query = multiply(block.query, input);
          const mixed = new Float64Array(hidden);
          for (let h = 0; h < heads; h++) {
            const weights = new Float64Array(capacity + columns);
            for (let p = 0; p < capacity + columns; p++) {
              const mask = (p < capacity ? maskPast[p] : maskNew[row * columns + p - capacity]) ?? 0;
              let score = mask;
              // A masked column has no weight: its sum is spared.
              for (let c = 0; c < headSize && mask > MASKED / 2; c++) {
                score += (query[h * headSize + c] ?? 0) * at('key', h, p, c);
              }
              weights[p] = Math.exp(score);
            }
            const total = weights.reduce((one, other) => one + other, 0);
            for (let p = 0; p < capacity + columns; p++) {
              const weight = (weights[p] ?? 0) / total;
              for (let c = 0; c < headSize && weight > 0; c++) {
                mixed[h * headSize + c] = (mixed[h * headSize + c] ?? 0) + weight * at('value', h, p, c);
              }
            }
          }
          return input.map((value, channel) => Math.tanh(value + 2 * (mixed[channel] ?? 0)));
        });
        outputs[newKey(layer)] = { type: 'float32', dims: [1, heads, rows, headSize], data: keys };
        outputs[newValue(layer)] = { type: 'float32', dims: [1, heads, rows, headSize], data: values };
      });
      const logits = new Float32Array((rows - logitsFrom) * vocab);
      x.slice(logitsFrom).forEach((row, index) => {
        const values = multiply(head, row).map((value) =>
          options.step ? Math.round(value / options.step) * options.step : value,
        );
        values[TOY.tokens.eos] = (values[TOY.tokens.eos] ?? 0) + (options.endBias ?? NEVER);
        const noise = rows > 1 ? (options.noise ?? 0) : 0;
        const used = TOY.tokens.used;
        logits.set(
          values.map((value, id) => (id < used ? value + noise * Math.sin(id * rows + index) : 1e9)),
          index * vocab,
        );
      });
      outputs[DECODER_LOGITS] = { type: 'float32', dims: [1, rows - logitsFrom, vocab], data: logits };
      return Promise.resolve(outputs);
    },
  };
  const vision: Session = {
    run(feeds) {
      imagesRead++;
      const patches = floats(feeds[VISION_INPUT]);
      const width = 3 * TOY.vision.patch ** 2;
      const rows = Array.from({ length: TOY.vision.tokens }, (_, token) =>
        multiply(tower, Float64Array.from(patches.slice(token * width, (token + 1) * width))),
      );
      const data = Float32Array.from(rows.flatMap((row) => [...row]));
      return Promise.resolve({ [VISION_OUTPUT]: { type: 'float32', dims: [1, TOY.vision.tokens, hidden], data } });
    },
  };
  return {
    architecture: TOY,
    tokenizer,
    vision,
    decoder: { decoder },
    embed: (ids) => Float32Array.from(ids.flatMap((id) => [...embeddings.slice(id * hidden, (id + 1) * hidden)])),
    now: () => 0,
    runs,
    imagesRead: () => imagesRead,
  };
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('missing input');
  return tensor.data;
}

function integers(tensor: Tensor | undefined): number[] {
  if (tensor?.type !== 'int64') throw new Error('missing input');
  return Array.from(tensor.data, Number);
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const columns = vector.length;
  return Float64Array.from({ length: matrix.length / columns }, (_, row) =>
    sum(vector, (column) => matrix[row * columns + column] ?? 0),
  );
}

function sum(vector: Float64Array, weight: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < vector.length; index++) total += (vector[index] ?? 0) * weight(index);
  return total;
}
