import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { findings } from '#core/text/findings.ts';
import type { Weights } from '../chexagent/checkpoint/weights.ts';
import { activated } from '../chexagent/convert/activation.ts';
import { layersOf, type Layers } from '../chexagent/convert/linear.ts';
import { joinedVectors, stackedMatrix, storedMatrix } from '../chexagent/convert/matrix.ts';
import { graphBuilder, type GraphBuilder, type OnnxFile } from '../chexagent/convert/onnxGraph.ts';
import { valuesSource } from '../chexagent/convert/sources.ts';

/** The encoder of BERT (Devlin et al. 2019) that CheXbert (Smit et al. 2020) puts fourteen heads on. */
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

/** Input and output of the graph: ids [1, tokens], and the heads' logits one after the other. */
export const CHEXBERT_INPUT = 'ids';
export const CHEXBERT_OUTPUT = 'logits';

/** Classes of a finding: not mentioned, there, not there, uncertain; `No Finding` is not there or there. */
const CLASSES = 4;
const CLASSES_OF_NONE = 2;

/** How many classes each head has, in the order of the findings. */
export const headSizes: readonly number[] = findings.map((finding) =>
  finding === 'No Finding' ? CLASSES_OF_NONE : CLASSES,
);

const EMBEDDINGS = 'bert.embeddings';
/** Width of a head of every published BERT. */
const HEAD = 64;
const EPS = 1e-12;

function layerNames(layer: number) {
  const base = `bert.encoder.layer.${layer}`;
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
 * The shape by the tensors themselves; heads of 64 as all published models have them, unless told otherwise. Throws
 * checkpoint-tensor for a tensor that is missing or of another shape.
 */
export function readShape(weights: Weights, heads: number | null): EncoderShape {
  const [vocabulary = 0, width = 0] = shapeOf(weights, `${EMBEDDINGS}.word_embeddings.weight`);
  const [positions = 0] = shapeOf(weights, `${EMBEDDINGS}.position_embeddings.weight`);
  const [intermediate = 0] = shapeOf(weights, `${layerNames(0).up}.weight`);
  let layers = 1;
  while (weights.shape(`${layerNames(layers).up}.weight`)) layers++;
  const shape = { layers, width, heads: heads ?? width / HEAD, intermediate, vocabulary, positions, eps: EPS };
  if (width % shape.heads !== 0) {
    const reason = `width ${width} is no multiple of ${shape.heads} heads`;
    throw new Failure('checkpoint-tensor', { tensor: `${EMBEDDINGS}.word_embeddings.weight`, reason });
  }
  for (const [name, wanted] of neededTensors(shape)) {
    const found = shapeOf(weights, name);
    if (found.join() === wanted.join()) continue;
    const reason = `[${found.join(', ')}] in place of [${wanted.join(', ')}]`;
    throw new Failure('checkpoint-tensor', { tensor: name, reason });
  }
  return shape;
}

function shapeOf(weights: Weights, name: string): readonly number[] {
  const shape = weights.shape(name);
  if (!shape) throw new Failure('checkpoint-tensor', { tensor: name, reason: 'missing' });
  return shape;
}

function neededTensors({ layers, width, intermediate }: EncoderShape): [string, number[]][] {
  const linear = (name: string, rows: number, columns: number): [string, number[]][] => [
    [`${name}.weight`, [rows, columns]],
    [`${name}.bias`, [rows]],
  ];
  const norm = (name: string): [string, number[]][] => [
    [`${name}.weight`, [width]],
    [`${name}.bias`, [width]],
  ];
  const inLayers = Array.from({ length: layers }, (_, layer) => {
    const { three, out, attentionNorm, up, down, norm: last } = layerNames(layer);
    return [
      ...[...three, out].flatMap((name) => linear(name, width, width)),
      ...linear(up, intermediate, width),
      ...linear(down, width, intermediate),
      ...[attentionNorm, last].flatMap(norm),
    ];
  }).flat();
  const heads = headSizes.flatMap((size, head) => linear(`linear_heads.${head}`, size, width));
  return [...norm(`${EMBEDDINGS}.LayerNorm`), ...inLayers, ...heads];
}

/**
 * One graph from the ids of a text to the logits of all heads, in float32. A text is run alone: nothing is padded, so
 * nothing is masked. The heads see the first token's last state.
 */
export function chexbertGraph(shape: EncoderShape, weights: Weights, dataFile: string): OnnxFile {
  const graph = graphBuilder(dataFile);
  const layers = layersOf(graph, weights, 'fp32');
  graph.input(CHEXBERT_INPUT, 'int64', [1, 'tokens']);
  graph.constant('three_parts', 'int64', [3], [shape.width, shape.width, shape.width]);
  graph.constant('nought', 'int64', [1], [0]);
  graph.constant('one', 'int64', [1], [1]);
  graph.constant('two', 'int64', [1], [2]);
  let state = layers.norm(`${EMBEDDINGS}.LayerNorm`, embedded(graph, layers, shape, weights), shape.eps);
  for (let layer = 0; layer < shape.layers; layer++) {
    const names = layerNames(layer);
    const attended = attention(graph, layers, weights, shape, layer, state);
    const middle = added(graph, layers, names.out, [attended, state]);
    const normed = layers.norm(names.attentionNorm, middle, shape.eps);
    const up = layers.linear(names.up, normed, storedMatrix(weights, `${names.up}.weight`));
    const active = activated(graph, 'gelu', up, layers.stored(`${names.up}.bias`));
    const down = layers.linear(names.down, active, storedMatrix(weights, `${names.down}.weight`));
    state = layers.norm(names.norm, added(graph, layers, names.down, [down, normed]), shape.eps);
  }
  const first = graph.node('Slice', [state, 'nought', 'one', 'one']);
  const heads = headSizes.map((_, head) => `linear_heads.${head}`);
  const total = headSizes.reduce((sum, size) => sum + size, 0);
  const matrix = stackedMatrix(heads.map((name) => storedMatrix(weights, `${name}.weight`)));
  const bias = layers.vector('heads.bias', total, () =>
    joinedVectors(
      weights,
      heads.map((name) => `${name}.bias`),
    ),
  );
  graph.node('Identity', [layers.linear('heads', first, matrix, bias)], { outputs: [CHEXBERT_OUTPUT] });
  graph.output(CHEXBERT_OUTPUT, 'float32', [1, 1, total]);
  return graph.finish();
}

function added(graph: GraphBuilder, layers: Layers, name: string, parts: readonly string[]): string {
  return graph.node('Sum', [...parts, layers.stored(`${name}.bias`)]);
}

/** Words and positions; every token is of the first type, whose row the positions carry. */
function embedded(graph: GraphBuilder, layers: Layers, { width, positions }: EncoderShape, weights: Weights): string {
  const words = graph.node('Gather', [layers.stored(`${EMBEDDINGS}.word_embeddings.weight`), CHEXBERT_INPUT]);
  const table = graph.weight(
    'positions',
    'float32',
    [positions, width],
    valuesSource(positions * width, () => typedPositions(weights)),
  );
  const count = graph.node('Slice', [graph.node('Shape', [CHEXBERT_INPUT]), 'one', 'two', 'nought']);
  return graph.node('Add', [words, graph.node('Slice', [table, 'nought', count, 'nought'])]);
}

async function typedPositions(weights: Weights): Promise<Float32Array> {
  const values = await weights.all(`${EMBEDDINGS}.position_embeddings.weight`);
  const type = await weights.rows(`${EMBEDDINGS}.token_type_embeddings.weight`, 0, 1);
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
  layer: number,
  state: string,
): string {
  const { three, out } = layerNames(layer);
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
