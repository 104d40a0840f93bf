import {
  DECODER_INPUTS,
  DECODER_LOGITS,
  FEW_ROWS,
  MASKED,
  RECENT_ROWS,
  type Architecture,
  type Session,
  type Tensor,
} from '../architecture.ts';
import { cacheOutputs, createCache, type KeyValueCache } from './cache.ts';

/** What one run of the decoder gave: logits [rows - logitsFrom, vocab], and the new positions, not yet kept. */
export interface DecoderRun {
  readonly logits: Float32Array;
  /** Puts the first `count` rows into the cache. Once a run. */
  keep(count: number): void;
}

/** The decoder graph with its cache. */
export interface Decoder {
  readonly cache: KeyValueCache;
  /** Runs rows [rows, hidden] at the positions after the cached ones; logits from row `logitsFrom` on. */
  run(rows: Float32Array, logitsFrom: number): Promise<DecoderRun>;
  /** Rows of a run, one at least, that give the same bits together as one by one. */
  rowsAlike(): number;
}

/** Graphs that share the cache; `prefill`, where there is one, takes the longer runs. */
export interface DecoderSessions {
  readonly decoder: Session;
  readonly prefill?: Session;
}

/** Runs of more rows than this go to the prefill graph. */
const LONG_RUN = 16;

export function createDecoder({ decoder: shape }: Architecture, sessions: DecoderSessions): Decoder {
  const cache = createCache(shape);
  const fetches = [DECODER_LOGITS, ...cacheOutputs(shape.layers)];

  async function run(rows: Float32Array, logitsFrom: number): Promise<DecoderRun> {
    const count = rows.length / shape.hidden;
    const session = count > LONG_RUN ? (sessions.prefill ?? sessions.decoder) : sessions.decoder;
    const recent = cache.length > 0 && count <= FEW_ROWS;
    if (!recent || count > cache.room) cache.flush();
    const past = cache.feeds();
    const capacity = past[DECODER_INPUTS.maskPast]?.data.length ?? 0;
    const columns = recent ? RECENT_ROWS : count;
    const outputs = await session.run(
      {
        ...past,
        [DECODER_INPUTS.embeds]: { type: 'float32', dims: [1, count, shape.hidden], data: rows },
        [DECODER_INPUTS.positions]: integers([1, count], (index) => cache.length + index),
        [DECODER_INPUTS.split]: integers([2], (index) => (index === 0 ? capacity : columns)),
        [DECODER_INPUTS.logitsFrom]: integers([1], () => logitsFrom),
        ...placing(count, columns, recent ? RECENT_ROWS - cache.room : 0, recent),
      },
      fetches,
    );
    const logits = outputs[DECODER_LOGITS];
    if (logits?.type !== 'float32') throw new Error('the decoder gave no logits');
    return { logits: logits.data, keep: (kept) => cache.append(outputs, count, kept, recent) };
  }
  return { cache, run, rowsAlike: () => Math.min(FEW_ROWS, cache.room) };
}

/** Which of `columns` slots each row sees, and which it takes: row 0 takes `first` and sees all up to it. */
function placing(rows: number, columns: number, first: number, recent: boolean): Record<string, Tensor> {
  const mask = new Float32Array(rows * columns);
  const place = new Float32Array(recent ? rows * columns : 1);
  for (let row = 0; row < rows; row++) {
    mask.fill(MASKED, row * columns + first + row + 1, (row + 1) * columns);
    if (recent) place[row * columns + first + row] = 1;
  }
  return {
    [DECODER_INPUTS.maskNew]: { type: 'float32', dims: [1, 1, rows, columns], data: mask },
    [DECODER_INPUTS.place]: { type: 'float32', dims: recent ? [rows, columns] : [1, 1], data: place },
  };
}

function integers(dims: number[], value: (index: number) => number): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: 'int64', dims, data: BigInt64Array.from({ length }, (_, index) => BigInt(value(index))) };
}
