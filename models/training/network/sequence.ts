import type { Architecture } from '#models/chexagent/architecture.ts';
import type { RowOrder } from '../autodiff/attend.ts';
import { asShape, between, chained } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { decoderRows, embeddings, logitsOf, rotaryOf } from './decoder.ts';

/**
 * Several questions about the same images, side by side behind them: `stretches` of text come before, between and after
 * the images (one more than there are images), then `slots`, one question with its answer each. A slot sees the images
 * and itself but no other slot, and its places go on from the images, so that it is as if it were asked alone.
 */
export interface Layout {
  readonly batch: number;
  readonly stretches: readonly number[];
  readonly slots: readonly number[];
}

/** Tokens of text in one sequence. */
export function textLength({ stretches, slots }: Layout): number {
  return total(stretches) + total(slots);
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

function orderOf({ decoder, vision }: Architecture, { stretches, slots }: Layout): RowOrder {
  const common = total(stretches) + Math.max(stretches.length - 1, 0) * vision.tokens;
  const places = Array.from({ length: common }, (_, place) => place);
  const slotOf = places.map(() => -1);
  slots.forEach((length, slot) => {
    for (let row = 0; row < length; row++) {
      places.push(common + row);
      slotOf.push(slot);
    }
  });
  function sees(row: number, other: number): boolean {
    return other <= row && (other < common || slotOf[row] === slotOf[other]);
  }
  return { rotary: rotaryOf(decoder), places, sees };
}

/**
 * Logits of the slots, [batch * their tokens, vocab]. `ids` [batch, text length] holds stretches, then slots; `images`
 * are rows [batch * images * tokens, hidden], the images of one sequence one behind the other.
 */
export function slotLogits(
  tape: Tape,
  architecture: Architecture,
  layout: Layout,
  ids: Value,
  images: Value | null,
): Value {
  const { decoder } = architecture;
  const { batch, slots } = layout;
  const text = asShape(tape, embeddings(tape, decoder, ids), [batch, textLength(layout), decoder.hidden]);
  const rows = images ? withImages(tape, architecture, layout, text, images) : text;
  const length = rows.dims[1] as number;
  const flat = asShape(tape, rows, [batch * length, decoder.hidden]);
  const passed = decoderRows(tape, decoder, flat, orderOf(architecture, layout));
  const through = asShape(tape, passed, [batch, length, decoder.hidden]);
  const last = total(slots);
  const kept = last === length ? through : between(tape, through, 1, length - last, length);
  return logitsOf(tape, decoder, asShape(tape, kept, [batch * last, decoder.hidden]));
}

function withImages(tape: Tape, { vision, decoder }: Architecture, layout: Layout, text: Value, images: Value): Value {
  const { batch, stretches } = layout;
  const count = stretches.length - 1;
  const grouped = asShape(tape, images, [batch, count * vision.tokens, decoder.hidden]);
  const parts: Value[] = [];
  let from = 0;
  for (let index = 0; index < count; index++) {
    const to = from + (stretches[index] as number);
    parts.push(between(tape, text, 1, from, to), oneImage(index));
    from = to;
  }
  parts.push(between(tape, text, 1, from, textLength(layout)));
  return chained(tape, parts, 1);

  function oneImage(index: number): Value {
    return count === 1 ? grouped : between(tape, grouped, 1, index * vision.tokens, (index + 1) * vision.tokens);
  }
}
