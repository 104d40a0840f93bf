import { joined, plus, reshaped, sumAlong, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** Sum of values of the same dims. */
export function added(tape: Tape, ...values: Value[]): Value {
  const [first, ...rest] = values;
  if (!first) throw new Error('nothing to add');
  const output = rest.reduce((sum, value) => plus(tape, sum, value), first);
  return tape.record(output, values, (gradient) => values.map(() => () => gradient));
}

/** x [batch * length, width] with a table [length, width] added to each sequence. */
export function withTable(tape: Tape, x: Value, table: Value): Value {
  const [length = 0, width = 0] = table.dims;
  const whole = [x.dims[0] as number, width];
  const grouped = [(x.dims[0] as number) / length, length, width];
  const output = reshaped(tape, plus(tape, reshaped(tape, x, grouped), table), whole);
  return tape.record(output, [x, table], (gradient) => [
    () => gradient,
    () => sumAlong(tape, reshaped(tape, gradient, grouped), 0, false),
  ]);
}

export function asShape(tape: Tape, x: Value, dims: readonly number[]): Value {
  return tape.record(reshaped(tape, x, dims), [x], (gradient) => [() => reshaped(tape, gradient, x.dims)]);
}

/** Values one behind the other along an axis. */
export function chained(tape: Tape, values: readonly Value[], axis: number): Value {
  const sizes = values.map(({ dims }) => dims[axis] as number);
  return tape.record(joined(tape, values, axis), values, (gradient) => {
    return values.map((_, index) => () => partOf(tape, gradient, sizes, index, axis));
  });
}

/** Positions `from` to `to` (not included) of an axis. */
export function between(tape: Tape, x: Value, axis: number, from: number, to: number): Value {
  const size = x.dims[axis] as number;
  const output = sliced(tape, x, axis, from, to);
  return tape.record(output, [x], (gradient) => [
    () => {
      const zeros = (count: number) =>
        tape.node('Expand', [tape.constant([1], [0]), tape.sizes(x.dims.with(axis, count))], x.dims.with(axis, count));
      const parts = [...(from > 0 ? [zeros(from)] : []), gradient, ...(to < size ? [zeros(size - to)] : [])];
      return joined(tape, parts, axis);
    },
  ]);
}

function partOf(tape: Tape, value: Value, sizes: readonly number[], index: number, axis: number): Value {
  const from = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
  return sliced(tape, value, axis, from, from + (sizes[index] as number));
}

function sliced(tape: Tape, x: Value, axis: number, from: number, to: number): Value {
  const inputs = [x, tape.sizes([from]), tape.sizes([to]), tape.sizes([axis])];
  return tape.node('Slice', inputs, x.dims.with(axis, to - from));
}

/** Sum along one axis, which goes. */
export function summed(tape: Tape, x: Value, axis: number): Value {
  return tape.record(sumAlong(tape, x, axis, false), [x], (gradient) => [
    () => tape.node('Expand', [reshaped(tape, gradient, x.dims.with(axis, 1)), tape.sizes(x.dims)], x.dims),
  ]);
}

/** Element by element; both have the same dims. */
export function multiplied(tape: Tape, one: Value, other: Value): Value {
  return tape.record(times(tape, one, other), [one, other], (gradient) => [
    () => times(tape, gradient, other),
    () => times(tape, gradient, one),
  ]);
}

/** Every element times one fed or fixed value that spreads over x and has no gradient. */
export function weighted(tape: Tape, x: Value, factor: Value): Value {
  return tape.record(times(tape, x, factor), [x], (gradient) => [() => times(tape, gradient, factor)]);
}

/** x times exp(scale) plus shift, both learned numbers of dims [1]. */
export function scaledByExponent(tape: Tape, x: Value, scale: Value, shift: Value): Value {
  const factor = tape.node('Exp', [scale], [1]);
  const stretched = times(tape, x, factor);
  const whole = (value: Value) => sumAlong(tape, reshaped(tape, value, [x.dims.reduce((a, b) => a * b, 1)]), 0, true);
  return tape.record(plus(tape, stretched, shift), [x, scale, shift], (gradient) => [
    () => times(tape, gradient, factor),
    () => whole(times(tape, gradient, stretched)),
    () => whole(gradient),
  ]);
}

/** Softmax along the last axis. */
export function softmax(tape: Tape, x: Value): Value {
  const shares = tape.node('Softmax', [x], x.dims, { axis: { int: -1 } });
  return tape.record(shares, [x], (gradient) => [
    () => {
      const flow = times(tape, gradient, shares);
      const own = sumAlong(tape, flow, -1, true);
      return tape.node('Sub', [flow, times(tape, shares, own)], x.dims);
    },
  ]);
}
