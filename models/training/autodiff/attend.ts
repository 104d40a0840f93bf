import { MASKED } from '#models/chexagent/architecture.ts';
import { rotation, type Rotation } from './rotate.ts';
import { joined, minus, parted, permuted, plus, product, reshaped, sumAlong, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

export interface AttentionShape {
  readonly batch: number;
  /** Rows of one sequence. */
  readonly length: number;
  readonly heads: number;
  /** Whether a row sees only itself and those before it. */
  readonly causal: boolean;
  /** Turning of queries and keys by their position, or none. */
  readonly rotary: Rotation | null;
}

/**
 * Attention of queries, keys and values that lie side by side, [batch * length, 3 * width], by heads: softmax(q k / sqrt(
 * head size)) v, [batch * length, width]. Its gradient takes the rows' own sums from output and gradient (Dao et al.
 * 2022, equation 4), which is a pass over [rows, width] instead of two over all scores.
 */
export function attention(tape: Tape, qkv: Value, shape: AttentionShape): Value {
  const { batch, length, heads, causal, rotary } = shape;
  const [rows = 0, triple = 0] = qkv.dims;
  const size = triple / 3 / heads;
  const factor = 1 / Math.sqrt(size);
  const turn = rotary && rotation(tape, rotary, shape, size);

  const byHead = permuted(tape, reshaped(tape, qkv, [batch, length, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [pair, rawValues] = parted(tape, byHead, [2, 1], 0) as [Value, Value];
  const turned = turn ? turn(pair, 1) : pair;
  const four = [batch, heads, length, size];
  const [queries, keys] = parted(tape, turned, [1, 1], 0).map((each) => reshaped(tape, each, four)) as [Value, Value];
  const values = reshaped(tape, rawValues, four);

  const scores = product(tape, queries, keys, { transposeSecond: true, factor });
  const seen = causal ? plus(tape, scores, causalMask(tape, length)) : scores;
  const shares = tape.node('Softmax', [seen], seen.dims, { axis: { int: -1 } });
  const attended = product(tape, shares, values);
  const output = reshaped(tape, permuted(tape, attended, [0, 2, 1, 3]), [rows, triple / 3]);

  return tape.record(output, [qkv], (gradient) => [
    () => {
      const back = permuted(tape, reshaped(tape, gradient, [batch, length, heads, size]), [0, 2, 1, 3]);
      const byValues = product(tape, shares, back, { transposeFirst: true });
      const byShares = product(tape, back, values, { transposeSecond: true });
      const own = sumAlong(tape, times(tape, back, attended), -1, true);
      const byScores = times(tape, shares, minus(tape, byShares, own));
      const byQueries = product(tape, byScores, keys, { factor });
      const byKeys = product(tape, byScores, queries, { transposeFirst: true, factor });
      const five = [1, ...four];
      const byPair = joined(tape, [reshaped(tape, byQueries, five), reshaped(tape, byKeys, five)], 0);
      const all = joined(tape, [turn ? turn(byPair, -1) : byPair, reshaped(tape, byValues, five)], 0);
      return reshaped(tape, permuted(tape, all, [1, 3, 0, 2, 4]), [rows, triple]);
    },
  ]);
}

/** [length, length]: 0 up to the diagonal, MASKED after it. */
function causalMask(tape: Tape, length: number): Value {
  return tape.shared(`mask ${length}`, () => {
    const mask = new Float64Array(length * length);
    for (let row = 0; row < length; row++) mask.fill(MASKED, row * length + row + 1, (row + 1) * length);
    return tape.constant([length, length], mask);
  });
}
