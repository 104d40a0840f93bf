import { encoderStates } from '../bert/encoder.ts';
import type { Weights } from '../chexagent/checkpoint/weights.ts';
import { layersOf, type Layers } from '../chexagent/convert/linear.ts';
import { storedMatrix } from '../chexagent/convert/matrix.ts';
import { graphBuilder, type GraphBuilder, type OnnxFile } from '../chexagent/convert/onnxGraph.ts';
import { ENCODER, headsOf, WIDTHS, type Head, type RadgraphShape } from './shape.ts';

/**
 * RadGraph's network (Jain et al. 2021), which is DyGIE++ (Wadden et al. 2019; `dygie/models` of dwadden/dygiepp) without
 * its coreference and events, in three graphs of float32:
 *
 * - encoder: `ids` [1, pieces] to `states` [1, pieces, width];
 * - spans: `words` [words, width] and the first and last word of each span, `starts` and `ends` [spans], to the scores of
 *   its labels `entities` [spans, labels] and of its being worth a look for relations, `mentions` [spans, 1];
 * - relations: the same of the spans that were worth it, and which of them are the `rows` [rows], to the scores of every
 *   label from these to all, `relations` [rows, spans, labels].
 *
 * The label that says "none" scores 0 everywhere and has no place in the scores.
 */
export const RADGRAPH_FILES = {
  encoder: 'encoder.onnx',
  spans: 'spans.onnx',
  relations: 'relations.onnx',
} as const;
export type RadgraphPart = keyof typeof RADGRAPH_FILES;

export function radgraphGraphs(shape: RadgraphShape, weights: Weights): Record<string, OnnxFile> {
  const makers = { encoder: encoderGraph, spans: spansGraph, relations: relationsGraph };
  return Object.fromEntries(
    (['encoder', 'spans', 'relations'] as const).map((part) => {
      const graph = graphBuilder(`${RADGRAPH_FILES[part]}.data`);
      makers[part](graph, layersOf(graph, weights, 'fp32'), weights, shape);
      return [RADGRAPH_FILES[part], graph.finish()];
    }),
  );
}

function encoderGraph(graph: GraphBuilder, layers: Layers, weights: Weights, { encoder }: RadgraphShape): void {
  const ids = graph.input('ids', 'int64', [1, 'pieces']);
  given(graph, encoderStates(graph, layers, weights, ENCODER, encoder, ids), 'states', [1, 'pieces', encoder.width]);
}

function spansGraph(graph: GraphBuilder, layers: Layers, weights: Weights, shape: RadgraphShape): void {
  const heads = headsOf(weights, shape.space);
  const spans = spanStates(graph, layers, shape);
  const { entities } = shape;
  given(graph, scored(graph, layers, weights, heads.entities, spans), 'entities', ['spans', entities.length]);
  given(graph, scored(graph, layers, weights, heads.mentions, spans), 'mentions', ['spans', 1]);
}

/** A pair [a; b; a * b] is scored, and how much either is worth a look is added. */
function relationsGraph(graph: GraphBuilder, layers: Layers, weights: Weights, shape: RadgraphShape): void {
  const heads = headsOf(weights, shape.space);
  const spans = spanStates(graph, layers, shape);
  const rows = graph.input('rows', 'int64', ['rows']);
  graph.constant('second', 'int64', [1], [1]);
  const own = graph.node('Unsqueeze', [graph.node('Gather', [spans, rows]), 'second']);
  const product = graph.node('Mul', [own, spans]);
  const size = graph.node('Shape', [product]);
  const parts = [graph.node('Expand', [own, size]), graph.node('Expand', [spans, size]), product];
  const pairs = graph.node('Concat', parts, { attributes: { axis: { int: -1 } } });
  const mentions = scored(graph, layers, weights, heads.mentions, spans);
  const ownMentions = graph.node('Unsqueeze', [graph.node('Gather', [mentions, rows]), 'second']);
  const both = graph.node('Add', [ownMentions, mentions]);
  const scores = graph.node('Add', [scored(graph, layers, weights, heads.relations, pairs), both]);
  given(graph, scores, 'relations', ['rows', 'spans', shape.relations.length]);
}

/** First word, last word, and the row of the span's width. */
function spanStates(graph: GraphBuilder, layers: Layers, { encoder }: RadgraphShape): string {
  const words = graph.input('words', 'float32', ['words', encoder.width]);
  const starts = graph.input('starts', 'int64', ['spans']);
  const ends = graph.input('ends', 'int64', ['spans']);
  const width = graph.node('Gather', [layers.stored(WIDTHS), graph.node('Sub', [ends, starts])]);
  const parts = [graph.node('Gather', [words, starts]), graph.node('Gather', [words, ends]), width];
  return graph.node('Concat', parts, { attributes: { axis: { int: -1 } } });
}

function scored(
  graph: GraphBuilder,
  layers: Layers,
  weights: Weights,
  { hidden, scorer }: Head,
  input: string,
): string {
  const linear = (name: string, state: string): string =>
    layers.linear(name, state, storedMatrix(weights, `${name}.weight`), layers.stored(`${name}.bias`));
  return linear(
    scorer,
    hidden.reduce((state, name) => graph.node('Relu', [linear(name, state)]), input),
  );
}

function given(graph: GraphBuilder, value: string, name: string, dims: readonly (number | string)[]): void {
  graph.node('Identity', [value], { outputs: [name] });
  graph.output(name, 'float32', dims);
}
