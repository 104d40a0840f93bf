import { MASKED } from '#models/chexagent/architecture.ts';
import { rotation, type Rotation } from './rotate.ts';
import { joined, minus, parted, permuted, plus, product, reshaped, sumAlong, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

export interface AttentionShape {
  readonly batch: number;
  /** Rows of one sequence. */
  readonly length: number;
  readonly heads: number;
  /** Who sees whom, and where each row stands; null when all see all and places don't count. */
  readonly order: RowOrder | null;
}

/** The same for every sequence of a batch. */
export interface RowOrder {
  readonly rotary: Rotation;
  /** Place of each row, for the rotation. */
  readonly places: readonly number[];
  /** Whether row `row` sees row `other`. */
  readonly sees: (row: number, other: number) => boolean;
}

/** Plain text: a row sees itself and those before it. */
export function causalOrder(rotary: Rotation, length: number): RowOrder {
  return { rotary, places: Array.from({ length }, (_, place) => place), sees: (row, other) => other <= row };
}

/**
 * Attention of queries, keys and values that lie side by side, [batch * length, 3 * width], by heads: softmax(q k / sqrt(
 * head size)) v, [batch * length, width]. Its gradient takes the rows' own sums from output and gradient (Dao et al.
 * 2022, equation 4), which is a pass over [rows, width] instead of two over all scores.
 */
export function attention(tape: Tape, qkv: Value, shape: AttentionShape): Value {
  const { batch, length, heads, order } = shape;
  const [rows = 0, triple = 0] = qkv.dims;
  const size = triple / 3 / heads;
  const factor = 1 / Math.sqrt(size);
  const turn = order && rotation(tape, order.rotary, order.places, [2 * batch, heads, length, size]);

  const byHead = permuted(tape, reshaped(tape, qkv, [batch, length, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [pair, rawValues] = parted(tape, byHead, [2, 1], 0) as [Value, Value];
  const turned = turn ? turn(pair, 1) : pair;
  const four = [batch, heads, length, size];
  const [queries, keys] = parted(tape, turned, [1, 1], 0).map((each) => reshaped(tape, each, four)) as [Value, Value];
  const values = reshaped(tape, rawValues, four);

  const scores = product(tape, queries, keys, { transposeSecond: true, factor });
  const seen = order ? plus(tape, scores, maskOf(tape, length, order)) : scores;
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

/** [length, length]: 0 where a row sees another, MASKED elsewhere; made once for one order. */
function maskOf(tape: Tape, length: number, order: RowOrder): Value {
  return tape.shared(order, 'mask', () => {
    const mask = new Float64Array(length * length).fill(MASKED);
    for (let row = 0; row < length; row++) {
      for (let other = 0; other < length; other++) if (order.sees(row, other)) mask[row * length + other] = 0;
    }
    return tape.constant([length, length], mask);
  });
}
