import {
  DECODER_INPUTS,
  DECODER_LOGITS,
  FEW_ROWS,
  MASKED,
  newKey,
  newValue,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  type Architecture,
  type Session,
  type Tensor,
} from '#models/chexagent/architecture.ts';

/** The decoder graph with the simplest cache there is: the past is copied whole for every run. */
export interface PlainDecoder {
  /** Logits of the rows from `logitsFrom` on. */
  run(rows: Float32Array, logitsFrom: number): Promise<Float32Array>;
}

/** `spare` masked rows of capacity behind the past; `start` shifts all positions. */
export function plainDecoder(
  session: Session,
  { layers, heads, headSize, hidden }: Architecture['decoder'],
  { spare = 0, start = 0 } = {},
): PlainDecoder {
  let length = 0;
  // Per layer: rows of [heads, headSize], by position.
  const keys: Float32Array[][] = Array.from({ length: layers }, () => []);
  const values: Float32Array[][] = Array.from({ length: layers }, () => []);

  function past(rows: readonly Float32Array[], transposed: boolean): Float32Array {
    const capacity = length + spare;
    const data = new Float32Array(heads * headSize * capacity);
    rows.forEach((row, position) => {
      for (let head = 0; head < heads; head++) {
        for (let channel = 0; channel < headSize; channel++) {
          const from = head * headSize + channel;
          const to = transposed ? from * capacity + position : (head * capacity + position) * headSize + channel;
          data[to] = row[from] ?? 0;
        }
      }
    });
    return data;
  }

  async function run(rows: Float32Array, logitsFrom: number): Promise<Float32Array> {
    const count = rows.length / hidden;
    const capacity = length + spare;
    // Few rows after the first run go into the window, which is empty here before every run.
    const few = capacity > 0 && count <= FEW_ROWS;
    const columns = few ? RECENT_ROWS : count;
    const maskNew = Float32Array.from({ length: count * columns }, (_, index) =>
      index % columns > Math.floor(index / columns) ? MASKED : 0,
    );
    const place = Float32Array.from({ length: count * columns }, (_, index) =>
      index % columns === Math.floor(index / columns) ? 1 : 0,
    );
    const window = new Float32Array(heads * headSize * RECENT_ROWS);
    const feeds: Record<string, Tensor> = {
      [DECODER_INPUTS.embeds]: float([1, count, hidden], rows),
      [DECODER_INPUTS.positions]: integers([1, count], (index) => start + length + index),
      [DECODER_INPUTS.maskNew]: float([1, 1, count, columns], maskNew),
      [DECODER_INPUTS.maskPast]: float([1, 1, 1, capacity], new Float32Array(capacity).fill(MASKED, length)),
      [DECODER_INPUTS.split]: integers([2], (index) => (index === 0 ? capacity : columns)),
      [DECODER_INPUTS.place]: few ? float([count, columns], place) : float([1, 1], new Float32Array(1)),
      [DECODER_INPUTS.logitsFrom]: integers([1], () => logitsFrom),
    };
    for (let layer = 0; layer < layers; layer++) {
      feeds[pastKey(layer)] = float([1, heads, headSize, capacity], past(keys[layer] ?? [], true));
      feeds[pastValue(layer)] = float([1, heads, capacity, headSize], past(values[layer] ?? [], false));
      feeds[recentKey(layer)] = float([1, heads, headSize, RECENT_ROWS], window);
      feeds[recentValue(layer)] = float([1, heads, RECENT_ROWS, headSize], window);
    }
    const names = keys.flatMap((_, layer) => [newKey(layer), newValue(layer)]);
    const outputs = await session.run(feeds, [DECODER_LOGITS, ...names]);
    for (let layer = 0; layer < layers; layer++) {
      keys[layer]?.push(...byPosition(outputs[newKey(layer)], count));
      values[layer]?.push(...byPosition(outputs[newValue(layer)], count));
    }
    length += count;
    return floats(outputs[DECODER_LOGITS]);
  }

  /** [1, heads, count, headSize] to count rows of [heads, headSize]. */
  function byPosition(tensor: Tensor | undefined, count: number): Float32Array[] {
    const data = floats(tensor);
    return Array.from({ length: count }, (_, position) =>
      Float32Array.from({ length: heads * headSize }, (_unused, index) => {
        const head = Math.floor(index / headSize);
        return data[(head * count + position) * headSize + (index % headSize)] ?? 0;
      }),
    );
  }
  return { run };
}

export function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.type !== 'float32') throw new Error('no such output');
  return tensor.data;
}

function float(dims: number[], data: Float32Array): Tensor {
  return { type: 'float32', dims, data };
}

function integers(dims: number[], value: (index: number) => number): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: 'int64', dims, data: BigInt64Array.from({ length }, (_, index) => BigInt(value(index))) };
}
