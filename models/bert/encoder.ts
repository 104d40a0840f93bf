import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import type { Weights } from '../chexagent/checkpoint/weights.ts';
import { activated } from '../chexagent/convert/activation.ts';
import type { Layers } from '../chexagent/convert/linear.ts';
import { joinedVectors, stackedMatrix, storedMatrix } from '../chexagent/convert/matrix.ts';
import type { GraphBuilder } from '../chexagent/convert/onnxGraph.ts';
import { valuesSource } from '../chexagent/convert/sources.ts';

/** The encoder of BERT (Devlin et al. 2019), which the networks that read reports put their heads on. */
export const encoderShape = z.object({
  layers: z.int().positive(),
  width: z.int().positive(),
  heads: z.int().positive(),
  intermediate: z.int().positive(),
  vocabulary: z.int().positive(),
  /** Tokens that a text may have. */
  positions: z.int().positive(),
  eps: z.number().positive(),
});
export type EncoderShape = z.infer<typeof encoderShape>;

/** A tensor's name and the shape that it must have. */
export type WantedTensor = readonly [name: string, shape: readonly number[]];

/** Width of a head of every published BERT. */
const HEAD = 64;
const EPS = 1e-12;

function layerNames(encoder: string, layer: number) {
  const base = `${encoder}.encoder.layer.${layer}`;
  const [attention, self] = [`${base}.attention`, `${base}.attention.self`];
  return {
    three: [`${self}.query`, `${self}.key`, `${self}.value`],
    out: `${attention}.output.dense`,
    attentionNorm: `${attention}.output.LayerNorm`,
    up: `${base}.intermediate.dense`,
    down: `${base}.output.dense`,
    norm: `${base}.output.LayerNorm`,
  };
}

/**
 * The shape by the tensors themselves, whose names begin with `encoder`; heads of 64 as all published models have them,
 * unless told otherwise. Throws checkpoint-tensor for a tensor that is missing or no table.
 */
export function readEncoder(weights: Weights, encoder: string, heads: number | null): EncoderShape {
  const words = `${encoder}.embeddings.word_embeddings.weight`;
  const [vocabulary = 0, width = 0] = shapeOf(weights, words);
  const [positions = 0] = shapeOf(weights, `${encoder}.embeddings.position_embeddings.weight`);
  const [intermediate = 0] = shapeOf(weights, `${layerNames(encoder, 0).up}.weight`);
  let layers = 1;
  while (weights.shape(`${layerNames(encoder, layers).up}.weight`)) layers++;
  const shape = { layers, width, heads: heads ?? width / HEAD, intermediate, vocabulary, positions, eps: EPS };
  if (width % shape.heads !== 0) {
    throw new Failure('checkpoint-tensor', {
      tensor: words,
      reason: `width ${width} is no multiple of ${shape.heads} heads`,
    });
  }
  return shape;
}

/** The shape of a tensor that must be there. Throws checkpoint-tensor. */
export function shapeOf(weights: Weights, name: string): readonly number[] {
  const shape = weights.shape(name);
  if (!shape) throw new Failure('checkpoint-tensor', { tensor: name, reason: 'missing' });
  return shape;
}

/** Throws checkpoint-tensor for the first that is missing or of another shape. */
export function checkTensors(weights: Weights, wanted: readonly WantedTensor[]): void {
  for (const [name, shape] of wanted) {
    const found = shapeOf(weights, name);
    if (found.join() === shape.join()) continue;
    const reason = `[${found.join(', ')}] in place of [${shape.join(', ')}]`;
    throw new Failure('checkpoint-tensor', { tensor: name, reason });
  }
}

/** Weight and bias of a layer from `columns` to `rows` values. */
export function linearTensors(name: string, rows: number, columns: number): WantedTensor[] {
  return [
    [`${name}.weight`, [rows, columns]],
    [`${name}.bias`, [rows]],
  ];
}

/** All tensors of an encoder; it knows two types of tokens, of which texts have the first. */
export function encoderTensors(encoder: string, shape: EncoderShape): WantedTensor[] {
  const { layers, width, intermediate, vocabulary, positions } = shape;
  const norm = (name: string): WantedTensor[] => [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
  const inLayers = Array.from({ length: layers }, (_, layer) => {
    const { three, out, attentionNorm, up, down, norm: last } = layerNames(encoder, layer);
    return [
      ...[...three, out].flatMap((name) => linearTensors(name, width, width)),
      ...linearTensors(up, intermediate, width),
      ...linearTensors(down, width, intermediate),
      ...[attentionNorm, last].flatMap(norm),
    ];
  }).flat();
  return [
    [`${encoder}.embeddings.word_embeddings.weight`, [vocabulary, width]],
    [`${encoder}.embeddings.position_embeddings.weight`, [positions, width]],
    [`${encoder}.embeddings.token_type_embeddings.weight`, [2, width]],
    ...norm(`${encoder}.embeddings.LayerNorm`),
    ...inLayers,
  ];
}

/**
 * The last states [1, tokens, width] of the graph's input `ids` [1, tokens]. A text is run alone: nothing is padded, so
 * nothing is masked.
 */
export function encoderStates(
  graph: GraphBuilder,
  layers: Layers,
  weights: Weights,
  encoder: string,
  shape: EncoderShape,
  ids: string,
): string {
  graph.constant('three_parts', 'int64', [3], [shape.width, shape.width, shape.width]);
  const embedded = embeddings(graph, layers, weights, encoder, shape, ids);
  let state = layers.norm(`${encoder}.embeddings.LayerNorm`, embedded, shape.eps);
  for (let layer = 0; layer < shape.layers; layer++) {
    const names = layerNames(encoder, layer);
    const attended = attention(graph, layers, weights, shape, names, state);
    const middle = added(graph, layers, names.out, [attended, state]);
    const normed = layers.norm(names.attentionNorm, middle, shape.eps);
    const up = layers.linear(names.up, normed, storedMatrix(weights, `${names.up}.weight`));
    const active = activated(graph, 'gelu', up, layers.stored(`${names.up}.bias`));
    const down = layers.linear(names.down, active, storedMatrix(weights, `${names.down}.weight`));
    state = layers.norm(names.norm, added(graph, layers, names.down, [down, normed]), shape.eps);
  }
  return state;
}

function added(graph: GraphBuilder, layers: Layers, name: string, parts: readonly string[]): string {
  return graph.node('Sum', [...parts, layers.stored(`${name}.bias`)]);
}

/** Words and positions; every token is of the first type, whose row the positions carry. */
function embeddings(
  graph: GraphBuilder,
  layers: Layers,
  weights: Weights,
  encoder: string,
  { width, positions }: EncoderShape,
  ids: string,
): string {
  graph.constant('nought', 'int64', [1], [0]);
  graph.constant('one', 'int64', [1], [1]);
  graph.constant('two', 'int64', [1], [2]);
  const words = graph.node('Gather', [layers.stored(`${encoder}.embeddings.word_embeddings.weight`), ids]);
  const table = graph.weight(
    'positions',
    'float32',
    [positions, width],
    valuesSource(positions * width, () => typedPositions(weights, `${encoder}.embeddings`)),
  );
  const count = graph.node('Slice', [graph.node('Shape', [ids]), 'one', 'two', 'nought']);
  return graph.node('Add', [words, graph.node('Slice', [table, 'nought', count, 'nought'])]);
}

async function typedPositions(weights: Weights, embeddings: string): Promise<Float32Array> {
  const values = await weights.all(`${embeddings}.position_embeddings.weight`);
  const type = await weights.rows(`${embeddings}.token_type_embeddings.weight`, 0, 1);
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] as number) + (type[index % type.length] as number);
  }
  return values;
}

function attention(
  graph: GraphBuilder,
  layers: Layers,
  weights: Weights,
  { width, heads }: EncoderShape,
  { three, out }: ReturnType<typeof layerNames>,
  state: string,
): string {
  const [query = ''] = three;
  const matrix = stackedMatrix(three.map((name) => storedMatrix(weights, `${name}.weight`)));
  const biases = three.map((name) => `${name}.bias`);
  const bias = layers.vector(`${query}kv.bias`, 3 * width, () => joinedVectors(weights, biases));
  const all = layers.linear(`${query}kv`, state, matrix);
  const parts = [graph.fresh(), graph.fresh(), graph.fresh()];
  graph.node('Split', [all, 'three_parts'], { outputs: parts, attributes: { axis: { int: -1 } } });
  const attended = graph.own('MultiHeadAttention', [...parts, bias], {
    attributes: { num_heads: { int: heads }, scale: { float: 1 / Math.sqrt(width / heads) } },
  });
  return layers.linear(out, attended, storedMatrix(weights, `${out}.weight`));
}
