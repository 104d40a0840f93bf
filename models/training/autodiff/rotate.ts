import { plus, product, reshaped, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** Rotary positions (Su et al. 2021), half-split: the first `channels` of each head, angles by `base`. */
export interface Rotation {
  readonly channels: number;
  readonly base: number;
}

/** Gives what turns rows, which have the dims [sequences, heads, length, size] in all, by their places or back again. */
export function rotation(tape: Tape, rotary: Rotation, places: readonly number[], dims: readonly number[]) {
  const { channels, base } = rotary;
  const [, heads = 0, length = 0, size = 0] = dims;
  const half = channels / 2;
  const angles = Float64Array.from({ length: length * half }, (_, index) => {
    return (places[Math.floor(index / half)] as number) * base ** (-(index % half) / half);
  });

  return (pair: Value, direction: 1 | -1): Value => {
    const four = reshaped(tape, pair, dims);
    const turned = tape.precision === 'float32' ? fused(four, direction) : spelledOut(four, direction);
    return reshaped(tape, turned, pair.dims);
  };

  function fused(rows: Value, direction: number): Value {
    const table = (name: string, value: (angle: number) => number) =>
      tape.shared(places, `${name} ${channels} ${base}`, () => tape.constant([length, half], angles.map(value)));
    const cosines = table('cosines', Math.cos);
    const sines = table(`sines ${direction}`, (angle) => direction * Math.sin(angle));
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
