import { meanAlongRows, minus, number, once, plus, sumAlong, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** Layer normalisation of the rows of x [rows, width] (Ba, Kiros and Hinton 2016), times weight, plus bias. */
export function layerNorm(tape: Tape, x: Value, weight: Value, bias: Value, epsilon: number): Value {
  const { output, mean, inverse } = normed(tape, x, weight, bias, epsilon);
  const standard = once(() => times(tape, minus(tape, x, mean), inverse));
  return tape.record(output, [x, weight, bias], (gradient) => [
    () => {
      const scaled = times(tape, gradient, weight);
      const along = meanAlongRows(tape, times(tape, scaled, standard()));
      const centred = minus(tape, scaled, meanAlongRows(tape, scaled));
      return times(tape, minus(tape, centred, times(tape, standard(), along)), inverse);
    },
    () => sumAlong(tape, times(tape, gradient, standard()), 0, false),
    () => sumAlong(tape, gradient, 0, false),
  ]);
}

function normed(tape: Tape, x: Value, weight: Value, bias: Value, epsilon: number) {
  const column = x.dims.with(-1, 1);
  if (tape.precision === 'float32') {
    const attributes = { axis: { int: -1 }, epsilon: { float: epsilon } };
    const dims = [x.dims, column, column];
    const [output, mean, inverse] = tape.nodes('LayerNormalization', [x, weight, bias], dims, attributes);
    return { output: output as Value, mean: mean as Value, inverse: inverse as Value };
  }
  // The fused operator gives its mean and deviation in 32 bits only.
  const mean = meanAlongRows(tape, x);
  const centred = minus(tape, x, mean);
  const variance = meanAlongRows(tape, times(tape, centred, centred));
  const deviation = tape.node('Sqrt', [plus(tape, variance, number(tape, epsilon))], column);
  const inverse = tape.node('Reciprocal', [deviation], column);
  return { output: plus(tape, times(tape, times(tape, centred, inverse), weight), bias), mean, inverse };
}

const SMALLEST = 1e-6;

/** Rows of length one: x / sqrt(sum x^2 + 1e-6) along the last axis. */
export function unitRows(tape: Tape, x: Value): Value {
  const column = x.dims.with(-1, 1);
  const square = plus(tape, sumAlong(tape, times(tape, x, x), -1, true), number(tape, SMALLEST));
  const inverse = tape.node('Reciprocal', [tape.node('Sqrt', [square], column)], column);
  const output = times(tape, x, inverse);
  return tape.record(output, [x], (gradient) => [
    () => {
      const along = sumAlong(tape, times(tape, gradient, output), -1, true);
      return times(tape, minus(tape, gradient, times(tape, output, along)), inverse);
    },
  ]);
}
