import {
  DECODER_INPUTS,
  MASKED,
  newKey,
  newValue,
  pastKey,
  pastValue,
  type Architecture,
  type Tensor,
} from '../architecture.ts';

/** The past grows by this many rows at a time: a graph run costs by capacity, a growth costs a copy. */
const BUCKET = 64;
/** Room beyond a rewound cache that is given back, since every run would read over it. */
const SPARE = 256;
/** Positions copied at once when keys are transposed: their channels stay in the processor's first cache. */
const TILE = 16;

/** Keys and values of all layers for the positions seen so far; the graph only reads them. */
export interface KeyValueCache {
  /** Positions held. */
  readonly length: number;
  /** Bytes of keys and values at the present capacity. */
  readonly bytes: number;
  /** The graph's inputs that tell of the past; valid until the next `append`. */
  feeds(): Record<string, Tensor>;
  /** Adds the first `keep` of the `rows` positions that a run gave. */
  append(outputs: Readonly<Record<string, Tensor>>, rows: number, keep: number): void;
  /** Forgets every position from `length` on. */
  rewind(length: number): void;
}

/** Names of the outputs that `append` reads. */
export function cacheOutputs(layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => [newKey(layer), newValue(layer)]).flat();
}

export function createCache({ layers, heads, headSize }: Architecture['decoder']): KeyValueCache {
  let capacity = 0;
  let length = 0;
  const keys = Array.from({ length: layers }, () => new Float32Array(heads * headSize * capacity));
  const values = Array.from({ length: layers }, () => new Float32Array(heads * headSize * capacity));

  function feeds(): Record<string, Tensor> {
    const mask = new Float32Array(capacity).fill(MASKED, length);
    const result: Record<string, Tensor> = {
      [DECODER_INPUTS.maskPast]: { type: 'float32', dims: [1, 1, 1, capacity], data: mask },
    };
    keys.forEach((data, layer) => {
      result[pastKey(layer)] = { type: 'float32', dims: [1, heads, headSize, capacity], data };
    });
    values.forEach((data, layer) => {
      result[pastValue(layer)] = { type: 'float32', dims: [1, heads, capacity, headSize], data };
    });
    return result;
  }

  function append(outputs: Readonly<Record<string, Tensor>>, rows: number, keep: number): void {
    if (length + keep > capacity) resize(bucketed(length + keep));
    for (let layer = 0; layer < layers; layer++) {
      writeKeys(keys[layer] as Float32Array, floats(outputs, newKey(layer)), rows, keep);
      writeValues(values[layer] as Float32Array, floats(outputs, newValue(layer)), rows, keep);
    }
    length += keep;
  }

  /** Rows [heads, rows, headSize] into [heads, headSize, capacity]. */
  function writeKeys(target: Float32Array, source: Float32Array, rows: number, keep: number): void {
    for (let head = 0; head < heads; head++) {
      for (let start = 0; start < keep; start += TILE) {
        const end = Math.min(start + TILE, keep);
        for (let channel = 0; channel < headSize; channel++) {
          const to = (head * headSize + channel) * capacity + length;
          const from = head * rows * headSize + channel;
          for (let row = start; row < end; row++) target[to + row] = source[from + row * headSize] as number;
        }
      }
    }
  }

  /** Rows [heads, rows, headSize] into [heads, capacity, headSize]. */
  function writeValues(target: Float32Array, source: Float32Array, rows: number, keep: number): void {
    for (let head = 0; head < heads; head++) {
      const from = head * rows * headSize;
      target.set(source.subarray(from, from + keep * headSize), (head * capacity + length) * headSize);
    }
  }

  /** One layer after the other, so that only one is in memory twice. */
  function resize(wanted: number): void {
    for (let layer = 0; layer < layers; layer++) {
      keys[layer] = spread(keys[layer] as Float32Array, heads * headSize, capacity, wanted, length);
      const [from, to] = [capacity * headSize, wanted * headSize];
      values[layer] = spread(values[layer] as Float32Array, heads, from, to, length * headSize);
    }
    capacity = wanted;
  }

  return {
    get length() {
      return length;
    },
    get bytes() {
      return layers * 2 * heads * headSize * capacity * 4;
    },
    feeds,
    append,
    rewind(to: number) {
      length = Math.min(length, to);
      if (length === 0 || capacity - length > SPARE) resize(bucketed(length));
    },
  };
}

function bucketed(rows: number): number {
  return Math.ceil(rows / BUCKET) * BUCKET;
}

/** `count` runs of `stride` numbers become runs of `wider`; the first `used` of each are kept. */
function spread(
  data: Float32Array,
  count: number,
  stride: number,
  wider: number,
  used: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(count * wider);
  for (let run = 0; run < count; run++) result.set(data.subarray(run * stride, run * stride + used), run * wider);
  return result;
}

function floats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const tensor = outputs[name];
  if (tensor?.type !== 'float32') throw new Error(`the decoder gave no ${name}`);
  return tensor.data;
}
