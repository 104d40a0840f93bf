import { plus, product, reshaped, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** Rotary positions (Su et al. 2021), half-split: the first `channels` of each head, angles by `base`. */
export interface Rotation {
  readonly channels: number;
  readonly base: number;
}

interface Sequences {
  readonly batch: number;
  readonly length: number;
  readonly heads: number;
}

/** Turns rows [2, batch, heads, length, size] by their place in the sequence, or back again (`direction` -1). */
export function rotation(tape: Tape, { channels, base }: Rotation, { batch, length, heads }: Sequences, size: number) {
  const half = channels / 2;
  const angles = Float64Array.from({ length: length * half }, (_, index) => {
    return Math.floor(index / half) * base ** (-(index % half) / half);
  });

  return (pair: Value, direction: 1 | -1): Value => {
    const four = reshaped(tape, pair, [2 * batch, heads, length, size]);
    const turned = tape.precision === 'float32' ? fused(four, direction) : spelledOut(four, direction);
    return reshaped(tape, turned, pair.dims);
  };

  function fused(rows: Value, direction: number): Value {
    const dims = [length, half];
    const key = `${length} ${channels} ${base}`;
    const cosines = tape.shared(`cosines ${key}`, () => tape.constant(dims, angles.map(Math.cos)));
    const sines = tape.shared(`sines ${key} ${direction}`, () =>
      tape.constant(
        dims,
        angles.map((angle) => direction * Math.sin(angle)),
      ),
    );
    return tape.node('.RotaryEmbedding', [rows, tape.sizes([0]), cosines, sines], rows.dims, {
      interleaved: { int: 0 },
      num_heads: { int: heads },
      rotary_embedding_dim: { int: channels },
    });
  }

  /** rows * cosines + (rows with halves swapped, the first negated) * sines. */
  function spelledOut(rows: Value, direction: number): Value {
    const angle = (place: number, channel: number) => angles[place * half + (channel % half)] as number;
    const table = (value: (place: number, channel: number) => number) =>
      tape.constant(
        [length, size],
        Float64Array.from({ length: length * size }, (_, index) => value(Math.floor(index / size), index % size)),
      );
    const swap = new Float64Array(size * size);
    for (let channel = 0; channel < half; channel++) {
      swap[(channel + half) * size + channel] = -1;
      swap[channel * size + channel + half] = 1;
    }
    const cosines = table((place, channel) => (channel < channels ? Math.cos(angle(place, channel)) : 1));
    const sines = table((place, channel) => (channel < channels ? direction * Math.sin(angle(place, channel)) : 0));
    const swapped = product(tape, rows, tape.constant([size, size], swap));
    return plus(tape, times(tape, rows, cosines), times(tape, swapped, sines));
  }
}
