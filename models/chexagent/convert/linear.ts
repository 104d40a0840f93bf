import { Failure } from '#core/errors.ts';
import type { Weights } from '../checkpoint/weights.ts';
import type { Matrix } from './matrix.ts';
import type { GraphBuilder } from './onnxGraph.ts';
import { BLOCK } from './quantise.ts';
import { floatSource, int4Sources, int8Sources, valuesSource } from './sources.ts';

export type Precision = 'fp32' | 'int8' | 'int4';

/** Parts of a graph that hold weights. */
export interface Layers {
  readonly precision: Precision;
  /** x [..., columns] times the matrix [rows, columns] transposed, plus `bias` (a value name) when it isn't ''. */
  linear(name: string, input: string, matrix: Matrix, bias?: string): string;
  /** A vector of float32. */
  vector(name: string, length: number, values: () => Promise<Float32Array>): string;
  /** A stored tensor of float32, as it is. */
  stored(name: string): string;
  norm(name: string, input: string, eps: number): string;
  /** The sum of a residual, branches and their bias, and its norm. */
  skipNorm(name: string, parts: readonly string[], eps: number): { sum: string; normed: string };
}

/** Rows of zeros have no range; this keeps them from becoming 0 / 0. */
const SMALLEST_RANGE = 1e-9;
/** Activations in [-1, 1] become 1 to 255, zero becomes 128. */
const ACTIVATION_TOP = 127;
const ACTIVATION_ZERO = 128;

export function layersOf(graph: GraphBuilder, weights: Weights, precision: Precision): Layers {
  const ranges = new Map<string, { quantised: string; range: string }>();
  graph.constant('smallest_range', 'float32', [1], [SMALLEST_RANGE]);
  graph.constant('activation_step', 'float32', [], [1 / ACTIVATION_TOP]);
  graph.constant('activation_zero', 'uint8', [], [ACTIVATION_ZERO]);

  function stored(name: string): string {
    const shape = weights.shape(name) ?? [];
    const length = shape.reduce((product, size) => product * size, 1);
    return graph.weight(
      name,
      'float32',
      shape,
      valuesSource(length, () => weights.all(name)),
    );
  }

  function vector(name: string, length: number, values: () => Promise<Float32Array>): string {
    return graph.weight(name, 'float32', [length], valuesSource(length, values));
  }

  function linear(name: string, input: string, matrix: Matrix, bias = ''): string {
    if (precision === 'int4') return blocks(name, input, matrix, bias);
    const product = precision === 'int8' ? wholeRows(name, input, matrix) : plain(name, input, matrix);
    return bias === '' ? product : graph.node('Add', [product, bias]);
  }

  function plain(name: string, input: string, { rows, columns, read }: Matrix): string {
    const weight = graph.weight(`${name}.weight`, 'float32', [rows, columns], floatSource({ rows, columns, read }));
    return graph.own('FusedMatMul', [input, weight], { attributes: { transB: { int: 1 } } });
  }

  /**
   * The operator has one activation scale for all rows; dividing each row by its range first gives each its own. That
   * the scale is then the same for every run makes a row's result independent of the rows beside it.
   */
  function wholeRows(name: string, input: string, matrix: Matrix): string {
    const { rows, columns } = matrix;
    const sources = int8Sources(matrix);
    const weight = graph.weight(`${name}.q`, 'int8', [columns, rows], sources.weights);
    const scales = graph.weight(`${name}.scale`, 'float32', [rows], sources.scales);
    const { quantised, range } = ranged(input);
    const operands = [quantised, weight, 'activation_step', scales, 'activation_zero'];
    return graph.node('Mul', [graph.own('MatMulIntegerToFloat', operands), range]);
  }

  function ranged(input: string): { quantised: string; range: string } {
    const known = ranges.get(input);
    if (known) return known;
    const attributes = { axes: { ints: [-1] }, keepdims: { int: 1 } };
    const largest = graph.node('ReduceMax', [graph.node('Abs', [input])], { attributes });
    const range = graph.node('Max', [largest, 'smallest_range']);
    const scaled = graph.node('Div', [input, range]);
    const quantised = graph.node('QuantizeLinear', [scaled, 'activation_step', 'activation_zero']);
    const made = { quantised, range };
    ranges.set(input, made);
    return made;
  }

  function blocks(name: string, input: string, matrix: Matrix, bias: string): string {
    const { rows, columns } = matrix;
    if (columns % BLOCK !== 0) {
      throw new Failure('bad-input', {
        where: '--quant int4',
        reason: `${name} has ${columns} columns, no multiple of ${BLOCK}`,
      });
    }
    const sources = int4Sources(matrix);
    const count = columns / BLOCK;
    const weight = graph.weight(`${name}.q`, 'uint8', [rows, count, BLOCK / 2], sources.weights);
    const scales = graph.weight(`${name}.scale`, 'float32', [rows, count], sources.scales);
    const inputs = [input, weight, scales, ...(bias === '' ? [] : ['', '', bias])];
    return graph.own('MatMulNBits', inputs, {
      attributes: {
        K: { int: columns },
        N: { int: rows },
        bits: { int: 4 },
        block_size: { int: BLOCK },
        // Activations in int8, a scale a block: the fast kernels. Below 4 they stay in float32.
        accuracy_level: { int: 4 },
      },
    });
  }

  function norm(name: string, input: string, eps: number): string {
    return graph.node('LayerNormalization', [input, stored(`${name}.weight`), stored(`${name}.bias`)], {
      attributes: { axis: { int: -1 }, epsilon: { float: eps } },
    });
  }

  function skipNorm(name: string, parts: readonly string[], eps: number): { sum: string; normed: string } {
    // Not SkipLayerNormalization, which is several times slower over many rows; nor Add, which would be fused into it.
    const sum = graph.node('Sum', parts);
    return { sum, normed: norm(name, sum, eps) };
  }

  return { precision, linear, vector, stored, norm, skipNorm };
}
