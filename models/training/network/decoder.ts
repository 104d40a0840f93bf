import type { Architecture } from '#models/chexagent/architecture.ts';
import { decoderLayer, EMBEDDING, FINAL_NORM, HEAD } from '#models/chexagent/checkpoint/names.ts';
import { activated } from '../autodiff/activate.ts';
import { attention, type RowOrder } from '../autodiff/attend.ts';
import { added } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { embedded } from '../autodiff/tokens.ts';
import { dense, normed } from './layers.ts';

type DecoderShape = Architecture['decoder'];
export type LayerNames = ReturnType<typeof decoderLayer>;

/** Embeddings of ids (int64, any dims): [count, hidden]. */
export function embeddings(tape: Tape, { vocab, hidden }: DecoderShape, ids: Value): Value {
  return embedded(tape, tape.parameter(EMBEDDING, [vocab, hidden]), ids);
}

/** All layers over rows [batch * length, hidden] of sequences of one order. */
export function decoderRows(tape: Tape, shape: DecoderShape, rows: Value, order: RowOrder): Value {
  let result = rows;
  for (let layer = 0; layer < shape.layers; layer++) {
    result = decoderBlock(tape, shape, result, order, decoderLayer(layer));
  }
  return result;
}

export function rotaryOf({ rotary, ropeTheta }: DecoderShape): RowOrder['rotary'] {
  return { channels: rotary, base: ropeTheta };
}

/** x + attention(n) + MLP(n) with n = norm(x). */
export function decoderBlock(tape: Tape, shape: DecoderShape, rows: Value, order: RowOrder, names: LayerNames): Value {
  const { hidden, heads, intermediate, eps } = shape;
  const before = normed(tape, rows, names.norm, eps);
  const qkv = dense(tape, before, [names.query, names.key, names.value], hidden);
  const length = order.places.length;
  const attended = attention(tape, qkv, { batch: (rows.dims[0] as number) / length, length, heads, order });
  const active = activated(tape, shape.activation, dense(tape, before, [names.up], intermediate));
  return added(tape, rows, dense(tape, attended, [names.dense], hidden), dense(tape, active, [names.down], hidden));
}

/** Logits [rows, vocab]. */
export function logitsOf(tape: Tape, shape: DecoderShape, rows: Value): Value {
  return dense(tape, normed(tape, rows, FINAL_NORM, shape.eps), [HEAD], shape.vocab);
}
