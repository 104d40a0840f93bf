import type { Architecture } from '#models/chexagent/architecture.ts';
import { decoderLayerNames } from '#models/chexagent/checkpoint/names.ts';
import { causalOrder } from '../autodiff/attend.ts';
import { asShape, between, chained } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { embedded } from '../autodiff/tokens.ts';
import { HELPER } from './contrast.ts';
import { decoderBlock, rotaryOf } from './decoder.ts';
import { dense, normed } from './layers.ts';

const CAPTION = `${HELPER}caption.`;

/**
 * Logits [images * length, vocab] of captions, ids [images * length], by a decoder of one layer that is thrown away
 * afterwards: too weak to know the language by heart, it has to be told by the patches.
 */
export function captionLogits(tape: Tape, { vision, decoder }: Architecture, rows: Value, ids: Value, length: number) {
  const { hidden, vocab, eps } = decoder;
  const images = (rows.dims[0] as number) / vision.tokens;
  const seen = asShape(tape, dense(tape, rows, [`${CAPTION}bridge`], hidden), [images, vision.tokens, hidden]);
  const table = tape.parameter(`${CAPTION}embedding`, [vocab, hidden]);
  const text = asShape(tape, embedded(tape, table, ids), [images, length, hidden]);
  const whole = vision.tokens + length;
  const flat = asShape(tape, chained(tape, [seen, text], 1), [images * whole, hidden]);
  const through = decoderBlock(tape, decoder, flat, causalOrder(rotaryOf(decoder), whole), decoderLayerNames(CAPTION));
  const last = between(tape, asShape(tape, through, [images, whole, hidden]), 1, vision.tokens, whole);
  const final = normed(tape, asShape(tape, last, [images * length, hidden]), `${CAPTION}norm`, eps);
  return dense(tape, final, [`${CAPTION}head`], vocab);
}
