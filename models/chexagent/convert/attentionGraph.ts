import {
  DECODER_INPUTS,
  FEW_ROWS,
  MAX_POSITIONS,
  newKey,
  newValue,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  type Architecture,
} from '../architecture.ts';
import type { GraphBuilder, Nodes } from './onnxGraph.ts';
import { valuesSource } from './sources.ts';

/** Values that every layer's attention uses, made once. */
export interface Attention {
  /** Rows [1, S, 3 * hidden] of queries (already scaled), keys and values to attended rows [1, S, hidden]. */
  layer(layer: number, rows: string): string;
}

/** New rows by head, keys and queries rotated. */
interface HeadRows {
  readonly queries: string;
  readonly keys: string;
  readonly values: string;
}

/**
 * Attention over the caller's past and the new rows. Without a past it is one causal operator; with one, scores over
 * past and new rows are made apart and joined for the softmax, so that the past is only read, never copied.
 */
export function attentionOf(graph: GraphBuilder, shape: Architecture['decoder']): Attention {
  const { heads, headSize, hidden } = shape;
  const integers = (name: string, values: readonly number[]) => graph.constant(name, 'int64', [values.length], values);
  const tables = rotationTables(graph, shape);
  integers('rows_by_head', [1, -1, 3 * heads, headSize]);
  integers('both_and_values', [2 * heads, heads]);
  integers('queries_and_keys', [heads, heads]);
  integers('new_shape', [heads, 1, -1, headSize]);
  integers('joined_shape', [heads, -1, headSize]);
  integers('hidden_shape', [1, -1, hidden]);
  integers('recent_key_shape', [heads, 1, headSize, RECENT_ROWS]);
  integers('recent_value_shape', [heads, 1, RECENT_ROWS, headSize]);
  const sizes = runSizes(graph, shape);

  function withoutPast(nodes: Nodes, rows: string, outputs: readonly string[]): void {
    nodes.own('GroupQueryAttention', [rows, '', '', '', '', sizes.lastRow, sizes.rowCount, ...tables], {
      outputs,
      attributes: {
        num_heads: { int: heads },
        kv_num_heads: { int: heads },
        do_rotary: { int: 1 },
        rotary_interleaved: { int: 0 },
        scale: { float: 1 },
      },
    });
  }

  function withPast(nodes: Nodes, layer: number, rows: string, outputs: readonly string[]): void {
    const [attended = '', keys = '', values = ''] = outputs;
    const row = headRows(nodes, rows, keys, values);
    const branch = (build: typeof few) => {
      const output = graph.fresh();
      return { graph: graph.branch([{ name: output, dims: 3 }], (inner) => build(inner, layer, row, output)) };
    };
    nodes.node('If', [sizes.few], {
      outputs: [attended],
      attributes: { then_branch: branch(few), else_branch: branch(many) },
    });
  }

  function headRows(nodes: Nodes, rows: string, keys: string, values: string): HeadRows {
    const { node } = nodes;
    const byHead = node('Transpose', [node('Reshape', [rows, 'rows_by_head'])], permuted(0, 2, 1, 3));
    const both = nodes.fresh();
    node('Split', [byHead, 'both_and_values'], { outputs: [both, values], ...axis(1) });
    const rotated = nodes.own('RotaryEmbedding', [both, DECODER_INPUTS.positions, ...tables], {
      attributes: {
        interleaved: { int: 0 },
        num_heads: { int: 2 * heads },
        rotary_embedding_dim: { int: shape.rotary },
      },
    });
    const queries = nodes.fresh();
    node('Split', [rotated, 'queries_and_keys'], { outputs: [queries, keys], ...axis(1) });
    return { queries, keys, values };
  }

  /** Rows one by one (a product a row, which also spares repacking the past), over past and window. */
  function few(nodes: Nodes, layer: number, { queries, keys, values }: HeadRows, output: string): void {
    const { node } = nodes;
    const transposed = node('Transpose', [node('Reshape', [keys, 'new_shape'])], permuted(0, 1, 3, 2));
    const windowKeys = node('Add', [
      node('Reshape', [recentKey(layer), 'recent_key_shape']),
      node('MatMul', [transposed, DECODER_INPUTS.place]),
    ]);
    const windowValues = node('Add', [
      node('Reshape', [recentValue(layer), 'recent_value_shape']),
      node('MatMul', [sizes.placeBack, node('Reshape', [values, 'new_shape'])]),
    ]);
    attend(nodes, layer, node('Reshape', [queries, sizes.apart]), windowKeys, windowValues, sizes.maskApart, output);
  }

  /** All rows in one product, over past and themselves. */
  function many(nodes: Nodes, layer: number, { queries, keys, values }: HeadRows, output: string): void {
    const { node } = nodes;
    const newKeys = node('Transpose', [node('Reshape', [keys, 'new_shape'])], permuted(0, 1, 3, 2));
    const newValues = node('Reshape', [values, 'new_shape']);
    attend(nodes, layer, node('Reshape', [queries, 'new_shape']), newKeys, newValues, DECODER_INPUTS.maskNew, output);
  }

  /** Queries [heads, A, B, headSize] over the past and over `keys` [heads, 1, headSize, Q] with their values. */
  function attend(
    nodes: Nodes,
    layer: number,
    queries: string,
    keys: string,
    values: string,
    mask: string,
    output: string,
  ): void {
    const { node } = nodes;
    const oldKeys = node('Reshape', [pastKey(layer), sizes.oldKeys]);
    const oldScores = node('Add', [node('MatMul', [queries, oldKeys]), DECODER_INPUTS.maskPast]);
    const newScores = node('Add', [node('MatMul', [queries, keys]), mask]);
    const shares = node('Softmax', [node('Concat', [oldScores, newScores], axis(-1))], axis(-1));
    const [oldShares, newShares] = [nodes.fresh(), nodes.fresh()];
    node('Split', [shares, DECODER_INPUTS.split], { outputs: [oldShares, newShares], ...axis(3) });
    const fromOld = node('MatMul', [oldShares, node('Reshape', [pastValue(layer), sizes.oldValues])]);
    const fromNew = node('MatMul', [newShares, values]);
    const summed = node('Reshape', [node('Add', [fromOld, fromNew]), 'joined_shape']);
    node('Reshape', [node('Transpose', [summed], permuted(1, 0, 2)), 'hidden_shape'], { outputs: [output] });
  }

  function layer(index: number, rows: string): string {
    graph.input(pastKey(index), 'float32', [1, heads, headSize, 'P']);
    graph.input(pastValue(index), 'float32', [1, heads, 'P', headSize]);
    graph.input(recentKey(index), 'float32', [1, heads, headSize, RECENT_ROWS]);
    graph.input(recentValue(index), 'float32', [1, heads, RECENT_ROWS, headSize]);
    for (const name of [newKey(index), newValue(index)]) graph.output(name, 'float32', [1, heads, 'S', headSize]);
    const outputs = [graph.fresh(), newKey(index), newValue(index)];
    if (!hasCausalOperator(shape)) {
      withPast(graph, index, rows, outputs);
      return outputs[0] ?? '';
    }
    function branch(build: (nodes: Nodes, outputs: readonly string[]) => void) {
      const inner = [graph.fresh(), graph.fresh(), graph.fresh()];
      const wanted = inner.map((name, part) => ({ name, dims: part === 0 ? 3 : 4 }));
      return { graph: graph.branch(wanted, (nodes) => build(nodes, inner)) };
    }
    return graph.node('If', [sizes.first], {
      outputs,
      attributes: {
        then_branch: branch((nodes, inner) => withoutPast(nodes, rows, inner)),
        else_branch: branch((nodes, inner) => withPast(nodes, index, rows, inner)),
      },
    });
  }
  return { layer };
}

/** The runtime's causal operator takes only these sizes. */
function hasCausalOperator({ headSize, rotary }: Architecture['decoder']): boolean {
  return headSize % 16 === 0 && rotary % 16 === 0;
}

/** Cosines and sines [MAX_POSITIONS, rotary / 2] of position * theta^(-2i / rotary). */
function rotationTables(graph: GraphBuilder, { rotary, ropeTheta }: Architecture['decoder']): [string, string] {
  const half = rotary / 2;
  function table(name: string, value: (angle: number) => number): string {
    const source = valuesSource(MAX_POSITIONS * half, async () =>
      Float32Array.from({ length: MAX_POSITIONS * half }, (_, index) =>
        value(Math.floor(index / half) * ropeTheta ** ((-2 * (index % half)) / rotary)),
      ),
    );
    return graph.weight(name, 'float32', [MAX_POSITIONS, half], source);
  }
  return [table('cosines', Math.cos), table('sines', Math.sin)];
}

/** Shapes and sizes of this run: P rows of past, S new ones. */
function runSizes(graph: GraphBuilder, { heads, headSize }: Architecture['decoder']) {
  const { node } = graph;
  const one = (name: string, value: number) => graph.constant(name, 'int64', [1], [value]);
  one('zero', 0);
  one('one', 1);
  one('few_rows', FEW_ROWS);
  one('heads', heads);
  one('head_size', headSize);
  const past = graph.fresh();
  node('Split', [DECODER_INPUTS.split], { outputs: [past, graph.fresh()], ...axis(0) });
  const rows = node('Shape', [DECODER_INPUTS.embeds], { attributes: { start: { int: 1 }, end: { int: 2 } } });
  const shape = (...parts: string[]) => node('Concat', parts, axis(0));
  const first = node('Equal', [past, 'zero']);
  const few = node('And', [node('LessOrEqual', [rows, 'few_rows']), node('Not', [first])]);
  return {
    /** bool [1]: this is the first run. */
    first,
    /** bool [1]: rows go into the window. */
    few,
    lastRow: node('Cast', [node('Sub', [rows, 'one'])], { attributes: { to: { int: INT32 } } }),
    rowCount: node('Cast', [rows], { attributes: { to: { int: INT32 } } }),
    apart: shape('heads', rows, 'one', 'head_size'),
    oldKeys: shape('heads', 'one', 'head_size', past),
    oldValues: shape('heads', 'one', past, 'head_size'),
    placeBack: node('Transpose', [DECODER_INPUTS.place], permuted(1, 0)),
    maskApart: node('Transpose', [DECODER_INPUTS.maskNew], permuted(0, 2, 1, 3)),
  };
}

const INT32 = 6;

function axis(value: number) {
  return { attributes: { axis: { int: value } } };
}

function permuted(...order: number[]) {
  return { attributes: { perm: { ints: order } } };
}
