import type { Random } from '#core/random.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import { neededTensors } from '#models/chexagent/checkpoint/inventory.ts';
import { BRIDGE, EMBEDDING, POSITION } from '#models/chexagent/checkpoint/names.ts';

/** Values of a network by official name, row by row. */
export type Parameters = ReadonlyMap<string, Parameter>;

export interface Parameter {
  readonly dims: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

const EMBEDDING_DEVIATION = 0.02;
/** Tables of the helpers. */
const SMALL = /^training\..*\.(?:embedding|positions)$/;
/** Scores begin at about -3: most sentences are not true of most images. */
const HELPER_START: Readonly<Record<string, number>> = {
  'training.contrast.scale': 0,
  'training.contrast.shift': -3,
  // Of cosines that are stretched already.
  'training.region.scale': -0.5,
  'training.region.shift': -3,
};
/** Makes the sine table about as large as an embedded patch. */
const POSITION_SCALE = 0.7;

/** A network before its first step: every tensor that a checkpoint of this architecture holds. */
export function initialParameters(architecture: Architecture, random: Random): Map<string, Parameter> {
  return new Map(
    neededTensors(architecture).map(({ name, shape }) => [name, initialParameter(name, shape, random.fork(name))]),
  );
}

/** Norms begin as one, biases as zero, tables of positions as sines, matrices with variance 1 / (3 inputs). */
export function initialParameter(name: string, dims: readonly number[], random: Random): Parameter {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
  if (name === BRIDGE.table) return { dims, data: sineTable(dims, 1, usualFrequency) };
  if (name === POSITION) return { dims, data: sineTable(dims, POSITION_SCALE, smallGridFrequency) };
  if (dims.length === 1) {
    data.fill(name.endsWith('.weight') ? 1 : (HELPER_START[name] ?? 0));
    return { dims, data };
  }
  const inputs =
    name === BRIDGE.proj ? (dims[0] as number) : dims.slice(1).reduce((product, size) => product * size, 1);
  const deviation = name === EMBEDDING || SMALL.test(name) ? EMBEDDING_DEVIATION : Math.sqrt(1 / (3 * inputs));
  for (let index = 0; index < data.length; index++) data[index] = deviation * random.normal();
  return { dims, data };
}

/** The bridge's frequencies, those of the reference. */
function usualFrequency(_side: number, quarter: number, index: number): number {
  return 10000 ** (-index / quarter);
}

/** From half a turn over the whole side to one that tells neighbours apart: grids of training are small. */
function smallGridFrequency(side: number, quarter: number, index: number): number {
  return (Math.PI / side) * (0.75 * side) ** (index / (quarter - 1));
}

/** Sines and cosines of the column, then of the row, of each token of a square grid; quarters of the width each. */
function sineTable(
  [tokens = 0, width = 0]: readonly number[],
  scale: number,
  frequency: (side: number, quarter: number, index: number) => number,
): Float32Array<ArrayBuffer> {
  const side = Math.sqrt(tokens);
  const quarter = width / 4;
  return Float32Array.from({ length: tokens * width }, (_, index) => {
    const token = Math.floor(index / width);
    const channel = index % width;
    const place = channel < 2 * quarter ? token % side : Math.floor(token / side);
    const angle = place * frequency(side, quarter, channel % quarter);
    return scale * (Math.floor(channel / quarter) % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
  });
}
