import { gemm, joined, once, parted, product, sumAlong } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** x [rows, in] times the transpose of each weight [out, in], biases [out] added; the results side by side. */
export function linear(tape: Tape, x: Value, weights: readonly Value[], biases: readonly Value[]): Value {
  const weight = joined(tape, weights, 0);
  const output = gemm(tape, x, weight, { transposeSecond: true, bias: joined(tape, biases, 0) });
  const widths = weights.map(({ dims }) => dims[0] as number);
  return tape.record(output, [x, ...weights, ...biases], (gradient) => {
    const byWeight = once(() => parted(tape, gemm(tape, gradient, x, { transposeFirst: true }), widths, 0));
    const byBias = once(() => parted(tape, sumAlong(tape, gradient, 0, false), widths, 0));
    return [
      () => gemm(tape, gradient, weight),
      ...weights.map((_, index) => () => byWeight()[index] as Value),
      ...biases.map((_, index) => () => byBias()[index] as Value),
    ];
  });
}

/** x [rows, in] times a matrix [in, out] as it is stored. */
export function projected(tape: Tape, x: Value, matrix: Value): Value {
  return tape.record(gemm(tape, x, matrix), [x, matrix], (gradient) => [
    () => gemm(tape, gradient, matrix, { transposeSecond: true }),
    () => gemm(tape, x, gradient, { transposeFirst: true }),
  ]);
}

/** Every row of `rows` [S, d] with every row of each `groups` [B, N, d]: inner products [B, S, N], times a factor. */
export function crossed(tape: Tape, rows: Value, groups: Value, factor: number): Value {
  const [batch = 0, , width = 0] = groups.dims;
  const count = rows.dims[0] as number;
  const spread = tape.node('Expand', [rows, tape.sizes([batch, count, width])], [batch, count, width]);
  const output = product(tape, spread, groups, { transposeSecond: true, factor });
  return tape.record(output, [rows, groups], (gradient) => [
    () => sumAlong(tape, product(tape, gradient, groups, { factor }), 0, false),
    () => product(tape, gradient, spread, { transposeFirst: true, factor }),
  ]);
}
