import {
  DECODER_INPUTS,
  DECODER_LOGITS,
  MASKED,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  VISION_INPUT,
  VISION_OUTPUT,
  type Session,
  type Tensor,
} from '../architecture.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EMBEDDING } from '../checkpoint/names.ts';
import { headGraph, LAYER_OUTPUT, oneLayerGraph } from './decoderGraph.ts';
import type { FedTensor } from './onnxGraph.ts';
import { fedVisionGraph } from './visionGraph.ts';

export interface ClosableSession extends Session {
  close(): Promise<void>;
}

/** Opens a graph that holds no weights of its own. */
export type OpenGraph = (model: Uint8Array) => Promise<ClosableSession>;

/**
 * The checkpoint itself in float32, layer after layer with the weights of one in memory: what a converted model is
 * compared with, at any size.
 */
export interface ExactRun {
  /** Normalised patches [tokens, 3 * patch^2] to rows [tokens, hidden]. */
  image(patches: Float32Array): Promise<Float32Array>;
  /** Rows of the text embedding, [ids, hidden]. */
  embed(ids: readonly number[]): Promise<Float32Array>;
  /** A whole sequence [S, hidden] to logits [S - from, vocab]. */
  logits(rows: Float32Array, from: number): Promise<Float32Array>;
}

/** `onPart` is told of every part done and waited for: one image is a part, a sequence as many as there are layers and one. */
export function exactRun(
  checkpoint: Checkpoint,
  open: OpenGraph,
  onPart: () => void | Promise<void> = () => {},
): ExactRun {
  const { architecture, weights } = checkpoint;
  const { decoder, vision } = architecture;

  async function run(graph: { model: Uint8Array; fed: readonly FedTensor[] }, feeds: Feeds, output: string) {
    const session = await open(graph.model);
    try {
      const all: Feeds = { ...feeds };
      for (const { name, dims, source } of graph.fed) all[name] = { type: 'float32', dims, data: await read(source) };
      const tensor = (await session.run(all, [output]))[output];
      if (tensor?.type !== 'float32') throw new Error(`no output ${output}`);
      await onPart();
      return tensor.data;
    } finally {
      await session.close();
    }
  }

  return {
    image(patches) {
      const dims = [1, vision.tokens, 3 * vision.patch ** 2];
      const feeds = { [VISION_INPUT]: { type: 'float32', dims, data: patches } as const };
      return run(fedVisionGraph(architecture, weights), feeds, VISION_OUTPUT);
    },
    async embed(ids) {
      const rows = new Float32Array(ids.length * decoder.hidden);
      for (const [index, id] of ids.entries()) rows.set(await weights.rows(EMBEDDING, id, 1), index * decoder.hidden);
      return rows;
    },
    async logits(rows, from) {
      const count = rows.length / decoder.hidden;
      let values = rows;
      for (let layer = 0; layer < decoder.layers; layer++) {
        const graph = oneLayerGraph(checkpoint, layer);
        values = await run(graph, firstRun(values, count, checkpoint, layer), LAYER_OUTPUT);
      }
      const asked = values.subarray(from * decoder.hidden);
      const dims = [1, count - from, decoder.hidden];
      return run(
        headGraph(checkpoint),
        { [DECODER_INPUTS.embeds]: { type: 'float32', dims, data: asked } },
        DECODER_LOGITS,
      );
    },
  };
}

type Feeds = Record<string, Tensor>;

/** The inputs of a run without a past. */
function firstRun(rows: Float32Array, count: number, { architecture }: Checkpoint, layer: number): Feeds {
  const { hidden, heads, headSize } = architecture.decoder;
  const mask = new Float32Array(count * count);
  for (let row = 0; row < count; row++) mask.fill(MASKED, row * count + row + 1, (row + 1) * count);
  const nothing = new Float32Array(0);
  const window = new Float32Array(heads * headSize * RECENT_ROWS);
  const positions = BigInt64Array.from({ length: count }, (_, index) => BigInt(index));
  return {
    [DECODER_INPUTS.embeds]: { type: 'float32', dims: [1, count, hidden], data: rows },
    [DECODER_INPUTS.positions]: { type: 'int64', dims: [1, count], data: positions },
    [DECODER_INPUTS.maskNew]: { type: 'float32', dims: [1, 1, count, count], data: mask },
    [DECODER_INPUTS.maskPast]: { type: 'float32', dims: [1, 1, 1, 0], data: nothing },
    [DECODER_INPUTS.split]: { type: 'int64', dims: [2], data: BigInt64Array.of(0n, BigInt(count)) },
    [DECODER_INPUTS.logitsFrom]: { type: 'int64', dims: [1], data: BigInt64Array.of(0n) },
    [pastKey(layer)]: { type: 'float32', dims: [1, heads, headSize, 0], data: nothing },
    [pastValue(layer)]: { type: 'float32', dims: [1, heads, 0, headSize], data: nothing },
    [DECODER_INPUTS.place]: { type: 'float32', dims: [1, 1], data: new Float32Array(1) },
    [recentKey(layer)]: { type: 'float32', dims: [1, heads, headSize, RECENT_ROWS], data: window },
    [recentValue(layer)]: { type: 'float32', dims: [1, heads, RECENT_ROWS, headSize], data: window },
  };
}

async function read({ bytes, chunks }: FedTensor['source']): Promise<Float32Array> {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for await (const chunk of chunks()) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return new Float32Array(whole.buffer);
}
