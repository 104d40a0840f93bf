import { elements, gemm, minus, number, plus, reshaped, sumAlong, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** Rows of a table [vocabulary, width] by id (int64 [count]): [count, width]. */
export function embedded(tape: Tape, table: Value, ids: Value): Value {
  const dims = [elements(ids.dims), table.dims[1] as number];
  const output = reshaped(tape, tape.node('Gather', [table, ids], [...ids.dims, table.dims[1] as number]), dims);
  return tape.record(output, [table], (gradient) => [
    // A product instead of scattered additions: those have no fixed order between threads.
    () => gemm(tape, oneHot(tape, ids, table.dims[0] as number), gradient, { transposeFirst: true }),
  ]);
}

/** [count, classes] with a 1 at each id. */
function oneHot(tape: Tape, ids: Value, classes: number): Value {
  const dims = [elements(ids.dims), classes];
  const flat = tape.node('Reshape', [ids, tape.sizes([elements(ids.dims)])], [elements(ids.dims)]);
  if (tape.precision === 'float32') {
    const values = tape.shared(tape, 'off and on', () => tape.constant([2], [0, 1]));
    return tape.node('OneHot', [flat, tape.sizes([classes]), values], dims, { axis: { int: -1 } });
  }
  // The operator has no 64-bit kernel: rows of the identity.
  const identity = Float64Array.from({ length: classes * classes }, (_, index) => Number(index % (classes + 1) === 0));
  return tape.node(
    'Gather',
    [tape.shared(tape, `identity ${classes}`, () => tape.constant([classes, classes], identity)), flat],
    dims,
  );
}

/**
 * Cross-entropy of logits [rows, classes] with targets (int64 [rows]): the sum over rows of -weight log softmax, one
 * number. A row of weight 0 has no part in the loss and its logits get no gradient.
 */
export function crossEntropy(tape: Tape, logits: Value, targets: Value, weights: Value): Value {
  const [rows = 0, classes = 0] = logits.dims;
  const logs = tape.node('LogSoftmax', [logits], logits.dims, { axis: { int: -1 } });
  const column = tape.node('Reshape', [targets, tape.sizes([rows, 1])], [rows, 1]);
  const own = tape.node('GatherElements', [logs, column], [rows, 1], { axis: { int: 1 } });
  const weight = reshaped(tape, weights, [rows, 1]);
  const total = sumAlong(tape, reshaped(tape, times(tape, own, weight), [rows]), 0, true);
  const loss = times(tape, total, number(tape, -1));
  return tape.record(loss, [logits], (gradient) => [
    () => {
      const excess = minus(tape, tape.node('Exp', [logs], logits.dims), oneHot(tape, targets, classes));
      return times(tape, times(tape, excess, weight), gradient);
    },
  ]);
}

/**
 * Sigmoid loss of scores with signs of +1 and -1 (Zhai et al. 2023): the sum of -weight log logistic(sign score), one
 * number, written so that no exponential overflows.
 */
export function signLoss(tape: Tape, scores: Value, signs: Value, weights: Value): Value {
  const { dims } = scores;
  const against = times(tape, times(tape, scores, signs), number(tape, -1));
  const magnitude = tape.node('Neg', [tape.node('Abs', [against], dims)], dims);
  const grown = plus(tape, tape.node('Exp', [magnitude], dims), number(tape, 1));
  const positive = tape.node('Relu', [against], dims);
  const each = times(tape, plus(tape, positive, tape.node('Log', [grown], dims)), weights);
  const total = sumAlong(tape, reshaped(tape, each, [elements(dims)]), 0, true);
  return tape.record(total, [scores], (gradient) => [
    () => {
      const slope = times(tape, tape.node('Sigmoid', [against], dims), times(tape, signs, weights));
      return times(tape, times(tape, slope, number(tape, -1)), gradient);
    },
  ]);
}
