import { VISION_INPUT, VISION_OUTPUT, type Architecture } from '../architecture.ts';
import { BRIDGE, PATCH, POSITION, towerLayer } from '../checkpoint/names.ts';
import type { Weights } from '../checkpoint/weights.ts';
import { activated } from './activation.ts';
import { layersOf, type Layers, type Precision } from './linear.ts';
import { joinedVectors, stackedMatrix, storedMatrix, transposedMatrix } from './matrix.ts';
import { fedGraphBuilder, graphBuilder, type GraphBuilder, type OnnxFile } from './onnxGraph.ts';
import { floatSource, valuesSource } from './sources.ts';

/**
 * Tower and bridge in one graph: normalised patches [1, tokens, 3 * patch^2] to rows of the decoder [1, tokens, hidden].
 * What reaches the bridge is the last layer's output before the tower's own last norm.
 */
export function visionGraph(
  architecture: Architecture,
  weights: Weights,
  precision: Precision,
  dataFile: string,
): OnnxFile {
  const graph = graphBuilder(dataFile);
  buildVision(graph, architecture, weights, precision);
  return graph.finish();
}

/** The same in float32 with its weights fed. */
export function fedVisionGraph(architecture: Architecture, weights: Weights) {
  const graph = fedGraphBuilder();
  buildVision(graph, architecture, weights, 'fp32');
  return { model: graph.finish().model, fed: graph.fed };
}

function buildVision(graph: GraphBuilder, architecture: Architecture, weights: Weights, precision: Precision): void {
  const { vision, bridge, decoder } = architecture;
  const layers = layersOf(graph, weights, precision);
  graph.input(VISION_INPUT, 'float32', [1, vision.tokens, 3 * vision.patch ** 2]);
  graph.constant('three_parts', 'int64', [3], [vision.width, vision.width, vision.width]);

  let residual = embeddedPatches(graph, weights, vision);
  let normed = layers.norm(towerLayer(0).attentionNorm, residual, vision.eps);
  for (let layer = 0; layer < vision.layers; layer++) {
    const names = towerLayer(layer);
    const attended = attention(graph, layers, weights, vision, layer, normed);
    const outBias = layers.stored(`${names.out}.bias`);
    const middle = layers.skipNorm(names.mlpNorm, [attended, residual, outBias], vision.eps);
    const up = layers.linear(names.up, middle.normed, storedMatrix(weights, `${names.up}.weight`));
    const active = activated(graph, vision.activation, up, layers.stored(`${names.up}.bias`));
    const down = layers.linear(names.down, active, storedMatrix(weights, `${names.down}.weight`));
    if (layer + 1 < vision.layers) {
      const next = towerLayer(layer + 1).attentionNorm;
      const parts = [down, middle.sum, layers.stored(`${names.down}.bias`)];
      ({ sum: residual, normed } = layers.skipNorm(next, parts, vision.eps));
    } else {
      residual = graph.node('Add', [down, middle.sum]);
    }
  }
  const positioned = graph.node('Add', [residual, tableWithBias(graph, weights, vision)]);
  const first = layers.linear(BRIDGE.first, positioned, storedMatrix(weights, `${BRIDGE.first}.weight`));
  // The bridge's activation is always the exact one.
  const active = activated(graph, 'gelu', first, layers.stored(`${BRIDGE.first}.bias`));
  const secondBias = layers.stored(`${BRIDGE.second}.bias`);
  const second = layers.linear(BRIDGE.second, active, storedMatrix(weights, `${BRIDGE.second}.weight`), secondBias);
  const pooled = layers.norm(BRIDGE.norm, second, bridge.eps);
  const rows = layers.linear(BRIDGE.proj, pooled, transposedMatrix(storedMatrix(weights, BRIDGE.proj)));
  graph.node('Identity', [rows], { outputs: [VISION_OUTPUT] });
  graph.output(VISION_OUTPUT, 'float32', [1, vision.tokens, decoder.hidden]);
}

/** The patch convolution is a product with the flattened patch; it stays in float32, as do all positions. */
function embeddedPatches(graph: GraphBuilder, weights: Weights, vision: Architecture['vision']): string {
  const name = `${PATCH}.weight`;
  const matrix = storedMatrix(weights, name);
  const weight = graph.weight(name, 'float32', [matrix.rows, matrix.columns], floatSource(matrix));
  const product = graph.own('FusedMatMul', [VISION_INPUT, weight], { attributes: { transB: { int: 1 } } });
  const { tokens, width } = vision;
  const positions = valuesSource(tokens * width, () => sumOfRows(weights, POSITION, `${PATCH}.bias`));
  return graph.node('Add', [product, graph.weight(POSITION, 'float32', [1, tokens, width], positions)]);
}

/** The last layer has no norm behind it to take its bias, so the bridge's position table carries it. */
function tableWithBias(
  graph: GraphBuilder,
  weights: Weights,
  { tokens, width, layers }: Architecture['vision'],
): string {
  const bias = `${towerLayer(layers - 1).down}.bias`;
  const table = valuesSource(tokens * width, () => sumOfRows(weights, BRIDGE.table, bias));
  return graph.weight(BRIDGE.table, 'float32', [1, tokens, width], table);
}

async function sumOfRows(weights: Weights, table: string, bias: string): Promise<Float32Array> {
  const values = await weights.all(table);
  const added = await weights.all(bias);
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] as number) + (added[index % added.length] as number);
  }
  return values;
}

function attention(
  graph: GraphBuilder,
  layers: Layers,
  weights: Weights,
  { width, heads }: Architecture['vision'],
  layer: number,
  normed: string,
): string {
  const names = towerLayer(layer);
  const three = [names.query, names.key, names.value];
  const matrix = stackedMatrix(three.map((name) => storedMatrix(weights, `${name}.weight`)));
  const biases = three.map((name) => `${name}.bias`);
  const bias = layers.vector(`${names.query}kv.bias`, 3 * width, () => joinedVectors(weights, biases));
  const all = layers.linear(`${names.query}kv`, normed, matrix);
  const parts = [graph.fresh(), graph.fresh(), graph.fresh()];
  graph.node('Split', [all, 'three_parts'], { outputs: parts, attributes: { axis: { int: -1 } } });
  const attended = graph.own('MultiHeadAttention', [...parts, bias], {
    attributes: { num_heads: { int: heads }, scale: { float: 1 / Math.sqrt(width / heads) } },
  });
  return layers.linear(names.out, attended, storedMatrix(weights, `${names.out}.weight`));
}
