import { Failure } from '#core/errors.ts';
import type { Architecture, ProbeValues, Quantisation } from '../architecture.ts';

/**
 * A fixed small question to a model: a pattern in place of a picture, and a sequence with some of its rows. The last
 * position is run alone on the cache of the others, as decoding does.
 */
export interface Probe {
  /** [tokens, 3 * patch^2], in [-1, 1). */
  readonly patches: Float32Array;
  readonly before: readonly number[];
  /** So many of the picture's first rows stand between. */
  readonly imageRows: number;
  readonly after: readonly number[];
}

const IMAGE_ROWS = 32;
const PICKED_IMAGE = 64;
const PICKED_LOGITS = 256;

export function probeOf({ vision, tokens }: Architecture): Probe {
  const values = vision.tokens * 3 * vision.patch ** 2;
  const words = (count: number, salt: number) => Array.from({ length: count }, (_, i) => mixed(i + salt) % tokens.used);
  return {
    patches: Float32Array.from({ length: values }, (_, index) => mixed(index) / 2 ** 31 - 1),
    before: [...words(6, 1000), tokens.imageStart],
    imageRows: Math.min(IMAGE_ROWS, vision.tokens),
    after: [tokens.imageEnd, ...words(12, 2000)],
  };
}

/** Scatters an index over 32 bits (the finaliser of MurmurHash3). */
function mixed(index: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The probe's sequence of rows [S, hidden]. */
export function probeRows(
  probe: Probe,
  hidden: number,
  image: Float32Array,
  embed: (ids: readonly number[]) => Float32Array,
) {
  const parts = [embed(probe.before), image.subarray(0, probe.imageRows * hidden), embed(probe.after)];
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    rows.set(part, offset);
    offset += part.length;
  }
  return rows;
}

/** The values that are kept: some of the picture's rows and of the last position's logits, evenly spread. */
export function pickProbe(image: Float32Array, logits: Float32Array, used: number): ProbeValues {
  return { image: spread(image, PICKED_IMAGE), logits: spread(logits.subarray(0, used), PICKED_LOGITS) };
}

function spread(values: Float32Array, count: number): number[] {
  const step = values.length / count;
  return Array.from({ length: count }, (_, index) => {
    const value = values[Math.floor(index * step)] ?? Number.NaN;
    return Number(value.toPrecision(7));
  });
}

/** Root mean square of the error over that of the expected values; 1.4 for unrelated values. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let error = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index++) {
    const value = expected[index] as number;
    error += ((found[index] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(error / size);
}

/**
 * Where a right conversion stays below and a broken one does not: float32 differs by rounding, int8 by about 1 to 5 %,
 * int4 by 10 to 30 %; values that have nothing to do with each other by 140 %.
 */
const LIMITS: Readonly<Record<Quantisation, { image: number; logits: number }>> = {
  fp32: { image: 1e-3, logits: 1e-3 },
  int8: { image: 0.3, logits: 0.3 },
  int4: { image: 0.3, logits: 0.7 },
  mixed: { image: 0.3, logits: 0.7 },
};

/** Throws model-disagrees when a run of the probe is not what the checkpoint's weights give. */
export function checkProbe(found: ProbeValues, expected: ProbeValues, quantisation: Quantisation): ProbeErrors {
  const errors = {
    image: relativeError(found.image, expected.image),
    logits: relativeError(found.logits, expected.logits),
  };
  for (const part of ['image', 'logits'] as const) {
    const limit = LIMITS[quantisation][part];
    if (!(errors[part] <= limit)) {
      const reason = `${part} of the probe off by ${(100 * errors[part]).toFixed(2)} %, at most ${100 * limit} % for ${quantisation}`;
      throw new Failure('model-disagrees', { reason });
    }
  }
  return errors;
}

/** Relative errors of the probe's two parts. */
export interface ProbeErrors {
  readonly image: number;
  readonly logits: number;
}
