import {
  DECODER_INPUTS,
  MAX_POSITIONS,
  newKey,
  newValue,
  pastKey,
  pastValue,
  type Architecture,
} from '../architecture.ts';
import type { GraphBuilder, Nodes } from './onnxGraph.ts';
import { valuesSource } from './sources.ts';

/** Up to so many rows, one product a row with the past beats one product for all: nothing has to be repacked. */
const FEW_ROWS = 8;

/** Values that every layer's attention uses, made once. */
export interface Attention {
  /** Rows [1, S, 3 * hidden] of queries (already scaled), keys and values to attended rows [1, S, hidden]. */
  layer(layer: number, rows: string): string;
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
  const sizes = runSizes(graph, shape);

  function withoutPast(nodes: Nodes, layer: number, rows: string, outputs: readonly string[]): void {
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

    const asked = node('Reshape', [queries, sizes.asked]);
    const oldKeys = node('Reshape', [pastKey(layer), sizes.oldKeys]);
    const newKeys = node('Transpose', [node('Reshape', [keys, 'new_shape'])], permuted(0, 1, 3, 2));
    const oldScores = node('Add', [node('MatMul', [asked, oldKeys]), DECODER_INPUTS.maskPast]);
    const newScores = node('Add', [node('MatMul', [asked, newKeys]), sizes.maskNew]);
    const shares = node('Softmax', [node('Concat', [oldScores, newScores], axis(-1))], axis(-1));
    const [oldShares, newShares] = [nodes.fresh(), nodes.fresh()];
    node('Split', [shares, DECODER_INPUTS.split], { outputs: [oldShares, newShares], ...axis(3) });
    const fromOld = node('MatMul', [oldShares, node('Reshape', [pastValue(layer), sizes.oldValues])]);
    const fromNew = node('MatMul', [newShares, node('Reshape', [values, 'new_shape'])]);
    const summed = node('Reshape', [node('Add', [fromOld, fromNew]), 'joined_shape']);
    node('Reshape', [node('Transpose', [summed], permuted(1, 0, 2)), 'hidden_shape'], { outputs: [attended] });
  }

  function layer(index: number, rows: string): string {
    graph.input(pastKey(index), 'float32', [1, heads, headSize, 'P']);
    graph.input(pastValue(index), 'float32', [1, heads, 'P', headSize]);
    for (const name of [newKey(index), newValue(index)]) graph.output(name, 'float32', [1, heads, 'S', headSize]);
    const outputs = [graph.fresh(), newKey(index), newValue(index)];
    if (!hasCausalOperator(shape)) {
      withPast(graph, index, rows, outputs);
      return outputs[0] ?? '';
    }
    function branch(build: typeof withPast) {
      const inner = [graph.fresh(), graph.fresh(), graph.fresh()];
      const wanted = inner.map((name, part) => ({ name, dims: part === 0 ? 3 : 4 }));
      return { graph: graph.branch(wanted, (nodes) => build(nodes, index, rows, inner)) };
    }
    return graph.node('If', [sizes.first], {
      outputs,
      attributes: { then_branch: branch(withoutPast), else_branch: branch(withPast) },
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

/** Shapes and sizes of this run: P rows of past, S new ones; A = S and B = 1 for few rows, else A = 1 and B = S. */
function runSizes(graph: GraphBuilder, { heads, headSize }: Architecture['decoder']) {
  const { node } = graph;
  const one = (name: string, value: number) => graph.constant(name, 'int64', [1], [value]);
  one('zero', 0);
  one('one', 1);
  one('few_rows', FEW_ROWS);
  one('heads', heads);
  one('head_size', headSize);
  const [past, rows] = [graph.fresh(), graph.fresh()];
  node('Split', [DECODER_INPUTS.split], { outputs: [past, rows], ...axis(0) });
  const few = node('LessOrEqual', [rows, 'few_rows']);
  const apart = node('Where', [few, rows, 'one']);
  const together = node('Where', [few, 'one', rows]);
  const shape = (...parts: string[]) => node('Concat', parts, axis(0));
  return {
    /** bool [1]: this is the first run. */
    first: node('Equal', [past, 'zero']),
    lastRow: node('Cast', [node('Sub', [rows, 'one'])], { attributes: { to: { int: INT32 } } }),
    rowCount: node('Cast', [rows], { attributes: { to: { int: INT32 } } }),
    asked: shape('heads', apart, together, 'head_size'),
    oldKeys: shape('heads', 'one', 'head_size', past),
    oldValues: shape('heads', 'one', past, 'head_size'),
    maskNew: node('Reshape', [DECODER_INPUTS.maskNew, shape('one', apart, together, rows)]),
  };
}

const INT32 = 6;

function axis(value: number) {
  return { attributes: { axis: { int: value } } };
}

function permuted(...order: number[]) {
  return { attributes: { perm: { ints: order } } };
}
