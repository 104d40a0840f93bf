import {
  DECODER_INPUTS,
  MASKED,
  newKey,
  newValue,
  pastKey,
  pastValue,
  RECENT_ROWS,
  recentKey,
  recentValue,
  type Architecture,
  type Tensor,
} from '../architecture.ts';

/** The past grows by this many rows at a time: a graph run costs by capacity, a growth costs a copy. */
const BUCKET = 64;
/** Room beyond a rewound cache that is given back, since every run would read over it. */
const SPARE = 256;
/** Positions copied at once when keys are transposed: their channels stay in the processor's first cache. */
const TILE = 16;

/**
 * Keys and values of all layers for the positions seen so far: most in the past, the latest in the window. The graph only
 * reads them.
 */
export interface KeyValueCache {
  /** Positions held. */
  readonly length: number;
  /** Positions that the window still takes. */
  readonly room: number;
  /** Bytes of keys and values at the present capacity. */
  readonly bytes: number;
  /** The graph's inputs that tell of the past and the window; valid until the next change. */
  feeds(): Record<string, Tensor>;
  /** Adds the first `keep` of the `rows` positions that a run gave, to the window when `recent`, else to the past. */
  append(outputs: Readonly<Record<string, Tensor>>, rows: number, keep: number, recent: boolean): void;
  /** Moves the window's positions into the past. */
  flush(): void;
  /** Forgets every position from `length` on. */
  rewind(length: number): void;
}

/** Names of the outputs that `append` reads. */
export function cacheOutputs(layers: number): string[] {
  return Array.from({ length: layers }, (_, layer) => [newKey(layer), newValue(layer)]).flat();
}

/** A stretch of positions of one layer: keys [heads, headSize, capacity], values [heads, capacity, headSize]. */
interface Stretch {
  keys: Float32Array;
  values: Float32Array;
}

export function createCache({ layers, heads, headSize }: Architecture['decoder']): KeyValueCache {
  const stretch = (capacity: number): Stretch => ({
    keys: new Float32Array(heads * headSize * capacity),
    values: new Float32Array(heads * headSize * capacity),
  });
  const past = Array.from({ length: layers }, () => stretch(0));
  const recent = Array.from({ length: layers }, () => stretch(RECENT_ROWS));
  let capacity = 0;
  let pastLength = 0;
  let recentLength = 0;

  function feeds(): Record<string, Tensor> {
    const mask = new Float32Array(capacity).fill(MASKED, pastLength);
    const result: Record<string, Tensor> = { [DECODER_INPUTS.maskPast]: floats([1, 1, 1, capacity], mask) };
    for (let layer = 0; layer < layers; layer++) {
      const old = past[layer] as Stretch;
      const young = recent[layer] as Stretch;
      result[pastKey(layer)] = floats([1, heads, headSize, capacity], old.keys);
      result[pastValue(layer)] = floats([1, heads, capacity, headSize], old.values);
      result[recentKey(layer)] = floats([1, heads, headSize, RECENT_ROWS], young.keys);
      result[recentValue(layer)] = floats([1, heads, RECENT_ROWS, headSize], young.values);
    }
    return result;
  }

  function append(outputs: Readonly<Record<string, Tensor>>, rows: number, keep: number, toRecent: boolean): void {
    if (toRecent) {
      for (let layer = 0; layer < layers; layer++) {
        write(recent[layer] as Stretch, RECENT_ROWS, recentLength, outputOf(outputs, layer), rows, keep);
      }
      recentLength += keep;
      if (recentLength === RECENT_ROWS) flush();
      return;
    }
    if (recentLength > 0) throw new Error('rows behind a window that is not empty');
    toPast(keep, (layer) => write(past[layer] as Stretch, capacity, pastLength, outputOf(outputs, layer), rows, keep));
  }

  function toPast(count: number, writeLayer: (layer: number) => void): void {
    if (pastLength + count > capacity) resize(bucketed(pastLength + count));
    for (let layer = 0; layer < layers; layer++) writeLayer(layer);
    pastLength += count;
  }

  function flush(): void {
    const count = recentLength;
    if (count === 0) return;
    toPast(count, (layer) => {
      const { keys, values } = recent[layer] as Stretch;
      const old = past[layer] as Stretch;
      copyRuns(keys, RECENT_ROWS, old.keys, capacity, pastLength, count, heads * headSize);
      const from = RECENT_ROWS * headSize;
      copyRuns(values, from, old.values, capacity * headSize, pastLength * headSize, count * headSize, heads);
    });
    clearWindow(0);
  }

  /** Free slots of the window must be 0: the graph adds new rows to them. */
  function clearWindow(from: number): void {
    for (const { keys, values } of recent) {
      for (let run = 0; run < heads * headSize; run++) {
        keys.fill(0, run * RECENT_ROWS + from, (run + 1) * RECENT_ROWS);
      }
      for (let head = 0; head < heads; head++) {
        values.fill(0, (head * RECENT_ROWS + from) * headSize, (head + 1) * RECENT_ROWS * headSize);
      }
    }
    recentLength = from;
  }

  /** Rows [heads, rows, headSize] into a stretch, from position `at` on. */
  function write(to: Stretch, room: number, at: number, from: Stretch, rows: number, keep: number): void {
    for (let head = 0; head < heads; head++) {
      for (let start = 0; start < keep; start += TILE) {
        const end = Math.min(start + TILE, keep);
        for (let channel = 0; channel < headSize; channel++) {
          const target = (head * headSize + channel) * room + at;
          const source = head * rows * headSize + channel;
          for (let row = start; row < end; row++) to.keys[target + row] = from.keys[source + row * headSize] as number;
        }
      }
      const source = head * rows * headSize;
      to.values.set(from.values.subarray(source, source + keep * headSize), (head * room + at) * headSize);
    }
  }

  /** One layer after the other, so that only one is in memory twice. */
  function resize(wanted: number): void {
    for (let layer = 0; layer < layers; layer++) {
      const { keys, values } = past[layer] as Stretch;
      const next = stretch(wanted);
      copyRuns(keys, capacity, next.keys, wanted, 0, pastLength, heads * headSize);
      copyRuns(values, capacity * headSize, next.values, wanted * headSize, 0, pastLength * headSize, heads);
      past[layer] = next;
    }
    capacity = wanted;
  }

  function rewind(length: number): void {
    if (length >= pastLength) {
      if (length < pastLength + recentLength) clearWindow(length - pastLength);
      return;
    }
    clearWindow(0);
    pastLength = length;
    if (length === 0 || capacity - length > SPARE) resize(bucketed(length));
  }

  return {
    get length() {
      return pastLength + recentLength;
    },
    get room() {
      return RECENT_ROWS - recentLength;
    },
    get bytes() {
      return layers * 2 * heads * headSize * (capacity + RECENT_ROWS) * 4;
    },
    feeds,
    append,
    flush,
    rewind,
  };
}

function bucketed(rows: number): number {
  return Math.ceil(rows / BUCKET) * BUCKET;
}

/** Copies the first `length` numbers of each of `count` runs to an offset in runs of another stride. */
function copyRuns(
  from: Float32Array,
  fromStride: number,
  to: Float32Array,
  toStride: number,
  toOffset: number,
  length: number,
  count: number,
): void {
  for (let run = 0; run < count; run++) {
    const start = run * fromStride;
    to.set(from.subarray(start, start + length), run * toStride + toOffset);
  }
}

function outputOf(outputs: Readonly<Record<string, Tensor>>, layer: number): Stretch {
  const keys = outputs[newKey(layer)];
  const values = outputs[newValue(layer)];
  if (keys?.type !== 'float32' || values?.type !== 'float32') throw new Error(`the decoder gave no layer ${layer}`);
  return { keys: keys.data, values: values.data };
}

function floats(dims: number[], data: Float32Array): Tensor {
  return { type: 'float32', dims, data };
}
