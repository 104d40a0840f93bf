import type { Architecture } from '#models/chexagent/architecture.ts';
import { BRIDGE, PATCH, POSITION, towerLayer } from '#models/chexagent/checkpoint/names.ts';
import { activated } from '../autodiff/activate.ts';
import { attention } from '../autodiff/attend.ts';
import { linear, projected } from '../autodiff/linear.ts';
import { added, asShape, summed, withTable } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { dense, normed } from './layers.ts';

/**
 * The vision tower up to the last layer's output, which is what the bridge takes: grey patches [batch * tokens, patch^2],
 * normalised, to rows [batch * tokens, width]. Phantoms are grey, so the three channels' weights act as their sum.
 */
export function towerRows(tape: Tape, { vision }: Architecture, patches: Value): Value {
  const { width, patch, tokens, layers } = vision;
  const weight = tape.parameter(`${PATCH}.weight`, [width, 3, patch, patch]);
  const grey = summed(tape, asShape(tape, weight, [width, 3, patch ** 2]), 1);
  const embedding = linear(tape, patches, [grey], [tape.parameter(`${PATCH}.bias`, [width])]);
  let rows = withTable(tape, embedding, tape.parameter(POSITION, [tokens, width]));
  for (let layer = 0; layer < layers; layer++) rows = encoderBlock(tape, vision, rows, tokens, towerLayer(layer));
  return rows;
}

type BlockShape = Pick<Architecture['vision'], 'width' | 'heads' | 'intermediate' | 'eps' | 'activation'>;
type BlockNames = ReturnType<typeof towerLayer>;

/** x + attention(norm x), then that + MLP(norm of it), over sequences of `length` rows. */
export function encoderBlock(tape: Tape, shape: BlockShape, rows: Value, length: number, names: BlockNames): Value {
  const { width, heads, intermediate, eps, activation } = shape;
  const before = normed(tape, rows, names.attentionNorm, eps);
  const qkv = dense(tape, before, [names.query, names.key, names.value], width);
  const batch = (rows.dims[0] as number) / length;
  const attended = attention(tape, qkv, { batch, length, heads, order: null });
  const middle = added(tape, rows, dense(tape, attended, [names.out], width));
  const up = dense(tape, normed(tape, middle, names.mlpNorm, eps), [names.up], intermediate);
  return added(tape, middle, dense(tape, activated(tape, activation, up), [names.down], width));
}

/** From the tower's rows to rows of the decoder [batch * tokens, hidden]; its activation is always the exact one. */
export function bridged(tape: Tape, { vision, bridge, decoder }: Architecture, rows: Value): Value {
  const placed = withTable(tape, rows, tape.parameter(BRIDGE.table, [vision.tokens, vision.width]));
  const active = activated(tape, 'gelu', dense(tape, placed, [BRIDGE.first], bridge.hidden));
  const second = dense(tape, active, [BRIDGE.second], bridge.output);
  const pooled = normed(tape, second, BRIDGE.norm, bridge.eps);
  return projected(tape, pooled, tape.parameter(BRIDGE.proj, [bridge.output, decoder.hidden]));
}
