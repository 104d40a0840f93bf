import type { Tape, Value } from './tape.ts';

/** Nodes without a gradient rule of their own: what operations and their rules are written with. */

export function elements(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

export function times(tape: Tape, one: Value, other: Value): Value {
  return tape.node('Mul', [one, other], larger(one, other));
}

export function plus(tape: Tape, one: Value, other: Value): Value {
  return tape.node('Add', [one, other], larger(one, other));
}

export function minus(tape: Tape, one: Value, other: Value): Value {
  return tape.node('Sub', [one, other], larger(one, other));
}

export function number(tape: Tape, value: number): Value {
  return tape.constant([], [value]);
}

/** One of the two has the dims of the result; the other is spread over it. */
function larger(one: Value, other: Value): readonly number[] {
  const more = one.dims.length - other.dims.length || elements(one.dims) - elements(other.dims);
  return more >= 0 ? one.dims : other.dims;
}

/** Sum along one axis, which stays as 1 when `keep` is set. */
export function sumAlong(tape: Tape, value: Value, axis: number, keep: boolean): Value {
  const place = axis < 0 ? value.dims.length + axis : axis;
  const dims = keep ? value.dims.with(place, 1) : value.dims.toSpliced(place, 1);
  return tape.node('ReduceSum', [value, tape.sizes([place])], dims, { keepdims: { int: keep ? 1 : 0 } });
}

export function meanAlongRows(tape: Tape, value: Value): Value {
  const last = value.dims.length - 1;
  return tape.node('ReduceMean', [value], value.dims.with(last, 1), { axes: { ints: [last] }, keepdims: { int: 1 } });
}

export function reshaped(tape: Tape, value: Value, dims: readonly number[]): Value {
  return value.dims.join() === dims.join() ? value : tape.node('Reshape', [value, tape.sizes(dims)], dims);
}

/** Axis `index` of the result is axis `order[index]` of the value. */
export function permuted(tape: Tape, value: Value, order: readonly number[]): Value {
  const dims = order.map((axis) => value.dims[axis] as number);
  return tape.node('Transpose', [value], dims, { perm: { ints: order } });
}

export interface ProductOptions {
  readonly transposeFirst?: boolean;
  readonly transposeSecond?: boolean;
  readonly factor?: number;
}

/** Product of the last two axes, spread over the axes before (a second operand of two axes serves all). */
export function product(tape: Tape, one: Value, other: Value, options: ProductOptions = {}): Value {
  const { transposeFirst = false, transposeSecond = false, factor = 1 } = options;
  const rows = one.dims.at(transposeFirst ? -1 : -2) as number;
  const columns = other.dims.at(transposeSecond ? -2 : -1) as number;
  const before = one.dims.length >= other.dims.length ? one.dims : other.dims;
  const dims = [...before.slice(0, -2), rows, columns];
  if (tape.precision === 'float32') {
    return tape.node('.FusedMatMul', [one, other], dims, {
      transA: { int: Number(transposeFirst) },
      transB: { int: Number(transposeSecond) },
      alpha: { float: factor },
    });
  }
  // The fused kernel exists for 32 bits only.
  const left = transposeFirst ? lastSwapped(tape, one) : one;
  const right = transposeSecond ? lastSwapped(tape, other) : other;
  const whole = tape.node('MatMul', [left, right], dims);
  return factor === 1 ? whole : times(tape, whole, number(tape, factor));
}

function lastSwapped(tape: Tape, value: Value): Value {
  const order = value.dims.map((_, axis) => axis);
  const last = order.length - 1;
  return permuted(tape, value, [...order.slice(0, -2), last, last - 1]);
}

/** Product of two matrices, `bias` added to every row. */
export function gemm(tape: Tape, one: Value, other: Value, options: ProductOptions & { bias?: Value } = {}): Value {
  const { transposeFirst = false, transposeSecond = false, bias } = options;
  const dims = [one.dims[transposeFirst ? 1 : 0] as number, other.dims[transposeSecond ? 0 : 1] as number];
  return tape.node('Gemm', bias ? [one, other, bias] : [one, other], dims, {
    transA: { int: Number(transposeFirst) },
    transB: { int: Number(transposeSecond) },
  });
}

export function joined(tape: Tape, values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (!first) throw new Error('nothing to join');
  if (values.length === 1) return first;
  const size = values.reduce((sum, value) => sum + (value.dims[axis] as number), 0);
  return tape.node('Concat', values, first.dims.with(axis, size), { axis: { int: axis } });
}

/** Parts of the given sizes along an axis. */
export function parted(tape: Tape, value: Value, sizes: readonly number[], axis: number): Value[] {
  if (sizes.length === 1) return [value];
  const dims = sizes.map((size) => value.dims.with(axis, size));
  return tape.nodes('Split', [value, tape.sizes(sizes)], dims, { axis: { int: axis } });
}

/** Calls `make` at most once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
