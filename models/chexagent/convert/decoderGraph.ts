import { DECODER_INPUTS, DECODER_LOGITS, type Architecture } from '../architecture.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { decoderLayer, FINAL_NORM, HEAD } from '../checkpoint/names.ts';
import type { Weights } from '../checkpoint/weights.ts';
import { activated } from './activation.ts';
import { attentionOf } from './attentionGraph.ts';
import { layersOf, type Layers, type Precision } from './linear.ts';
import { joinedMatrix, scaledMatrix, stackedMatrix, storedMatrix, type Matrix } from './matrix.ts';
import { fedGraphBuilder, graphBuilder, type GraphBuilder, type OnnxFile } from './onnxGraph.ts';

type Source = Pick<Checkpoint, 'architecture' | 'weights' | 'headWeight'>;

/**
 * The decoder for all runs: rows in, logits and the new keys and values out (see DECODER_INPUTS). The softmax scale is
 * folded into the queries' weights. In 4 bits, where a step is bound by reading weights and by starting operators, each
 * layer's products are two: queries, keys, values and fc1 of one input; dense and fc2 to one sum.
 */
export function decoderGraph(source: Source, precision: Precision, dataFile: string): OnnxFile {
  const { weights } = source;
  const shape = source.architecture.decoder;
  const graph = graphBuilder(dataFile);
  const layers = layersOf(graph, weights, precision);
  declareInputs(graph, shape);
  const attention = attentionOf(graph, shape);
  const asked = (value: string) => graph.node('Slice', [value, DECODER_INPUTS.logitsFrom, 'end', 'one']);
  if (precision === 'int4') graph.constant('attention_and_mlp', 'int64', [2], [3 * shape.hidden, shape.intermediate]);

  let residual: string = DECODER_INPUTS.embeds;
  let normed = layers.norm(decoderLayer(0).norm, residual, shape.eps);
  for (let layer = 0; layer < shape.layers; layer++) {
    const last = layer + 1 === shape.layers;
    // Behind the last keys and values only the rows whose logits are wanted go on.
    const onward = last ? asked : (value: string) => value;
    const attend = (rows: string) => onward(attention.layer(layer, rows));
    const context = { graph, layers, weights, shape, layer, attend, onward };
    const branches = precision === 'int4' && !last ? fusedLayer(context, normed) : plainLayer(context, normed);
    const norm = last ? FINAL_NORM : decoderLayer(layer + 1).norm;
    const parts = [...branches, onward(residual), outputBias(context)];
    ({ sum: residual, normed } = layers.skipNorm(norm, parts, shape.eps));
  }
  head({ graph, layers, source }, normed);
  return graph.finish();
}

function head({ graph, layers, source }: { graph: GraphBuilder; layers: Layers; source: Source }, asked: string): void {
  const matrix = storedMatrix(source.weights, source.headWeight);
  const logits = layers.linear(HEAD, asked, matrix, layers.stored(`${HEAD}.bias`));
  graph.node('Identity', [logits], { outputs: [DECODER_LOGITS] });
  graph.output(DECODER_LOGITS, 'float32', [1, 'L', source.architecture.decoder.vocab]);
}

/** Rows before and after one layer, in the graphs that hold one. */
export const LAYER_OUTPUT = 'layer_output';

/** One layer alone in float32, its weights fed: rows in (DECODER_INPUTS.embeds), rows out (LAYER_OUTPUT). */
export function oneLayerGraph({ architecture, weights }: Source, layer: number) {
  const shape = architecture.decoder;
  const graph = fedGraphBuilder();
  const layers = layersOf(graph, weights, 'fp32');
  declareInputs(graph, shape);
  const attention = attentionOf(graph, shape);
  const attend = (rows: string) => attention.layer(layer, rows);
  const context = { graph, layers, weights, shape, layer, attend, onward: (value: string) => value };
  const branches = plainLayer(context, layers.norm(decoderLayer(layer).norm, DECODER_INPUTS.embeds, shape.eps));
  graph.node('Sum', [...branches, DECODER_INPUTS.embeds, outputBias(context)], { outputs: [LAYER_OUTPUT] });
  graph.output(LAYER_OUTPUT, 'float32', [1, 'S', shape.hidden]);
  return { model: graph.finish().model, fed: graph.fed };
}

/** The last norm and the head alone in float32, their weights fed: rows in, logits out. */
export function headGraph(source: Source) {
  const shape = source.architecture.decoder;
  const graph = fedGraphBuilder();
  const layers = layersOf(graph, source.weights, 'fp32');
  graph.input(DECODER_INPUTS.embeds, 'float32', [1, 'L', shape.hidden]);
  head({ graph, layers, source }, layers.norm(FINAL_NORM, DECODER_INPUTS.embeds, shape.eps));
  return { model: graph.finish().model, fed: graph.fed };
}

interface Context {
  readonly graph: GraphBuilder;
  readonly layers: Layers;
  readonly weights: Weights;
  readonly shape: Architecture['decoder'];
  readonly layer: number;
  attend(rows: string): string;
  /** The rows of a value that go on behind the attention. */
  onward(value: string): string;
}

/** Attention and MLP of one normed input: values to add to the residual, without the biases of the last products. */
function plainLayer({ graph, layers, weights, shape, layer, attend, onward }: Context, normed: string): string[] {
  const names = decoderLayer(layer);
  const matrix = (name: string) => storedMatrix(weights, `${name}.weight`);
  const three = queriesKeysValues(weights, shape, layer);
  const threeBias = layers.vector(`${names.query}kv.bias`, 3 * shape.hidden, () =>
    inputBias(weights, shape, layer, []),
  );
  const attended = attend(layers.linear(`${names.query}kv`, normed, stackedMatrix(three), threeBias));
  const up = layers.linear(names.up, onward(normed), matrix(names.up));
  const active = activated(graph, shape.activation, up, layers.stored(`${names.up}.bias`));
  return [
    layers.linear(names.dense, attended, matrix(names.dense)),
    layers.linear(names.down, active, matrix(names.down)),
  ];
}

/** The same with two products in place of four. */
function fusedLayer({ graph, layers, weights, shape, layer, attend }: Context, normed: string): string[] {
  const names = decoderLayer(layer);
  const matrix = (name: string) => storedMatrix(weights, `${name}.weight`);
  const width = 3 * shape.hidden + shape.intermediate;
  const bias = layers.vector(`${names.query}kv_fc1.bias`, width, () => inputBias(weights, shape, layer, [names.up]));
  const inputs = stackedMatrix([...queriesKeysValues(weights, shape, layer), matrix(names.up)]);
  const all = layers.linear(`${names.query}kv_fc1`, normed, inputs, bias);
  const [rows, up] = [graph.fresh(), graph.fresh()];
  graph.node('Split', [all, 'attention_and_mlp'], { outputs: [rows, up], attributes: { axis: { int: -1 } } });
  const active = activated(graph, shape.activation, up, '');
  const joined = graph.node('Concat', [attend(rows), active], { attributes: { axis: { int: -1 } } });
  return [layers.linear(`${names.dense}_fc2`, joined, joinedMatrix([matrix(names.dense), matrix(names.down)]))];
}

function declareInputs(graph: GraphBuilder, shape: Architecture['decoder']): void {
  graph.input(DECODER_INPUTS.embeds, 'float32', [1, 'S', shape.hidden]);
  graph.input(DECODER_INPUTS.positions, 'int64', [1, 'S']);
  graph.input(DECODER_INPUTS.maskNew, 'float32', [1, 1, 'S', 'Q']);
  graph.input(DECODER_INPUTS.maskPast, 'float32', [1, 1, 1, 'P']);
  graph.input(DECODER_INPUTS.split, 'int64', [2]);
  graph.input(DECODER_INPUTS.place, 'float32', ['R', 'W']);
  graph.input(DECODER_INPUTS.logitsFrom, 'int64', [1]);
  graph.constant('end', 'int64', [1], [2n ** 63n - 1n]);
}

function queriesKeysValues(weights: Weights, shape: Architecture['decoder'], layer: number): Matrix[] {
  const names = decoderLayer(layer);
  const matrix = (name: string) => storedMatrix(weights, `${name}.weight`);
  return [scaledMatrix(matrix(names.query), queryScale(shape)), matrix(names.key), matrix(names.value)];
}

/** Biases of queries (scaled), keys and values, then of the products named in `more`, in one vector. */
async function inputBias(
  weights: Weights,
  shape: Architecture['decoder'],
  layer: number,
  more: readonly string[],
): Promise<Float32Array> {
  const names = decoderLayer(layer);
  const parts: Float32Array[] = [];
  for (const name of [names.query, names.key, names.value, ...more]) parts.push(await weights.all(`${name}.bias`));
  const scale = queryScale(shape);
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  for (let index = 0; index < shape.hidden; index++) whole[index] = (whole[index] as number) * scale;
  return whole;
}

/** Both biases that end a layer's branches, added with the residual. */
function outputBias({ layers, weights, shape, layer }: Context): string {
  const names = decoderLayer(layer);
  return layers.vector(`${names.dense}_fc2.bias`, shape.hidden, async () => {
    const sum = await weights.all(`${names.dense}.bias`);
    const down = await weights.all(`${names.down}.bias`);
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] as number) + (down[index] as number);
    return sum;
  });
}

function queryScale({ headSize }: Architecture['decoder']): number {
  return 1 / Math.sqrt(headSize);
}
