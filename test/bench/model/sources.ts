import type { TensorSource } from '#models/chexagent/convert/onnxGraph.ts';

/** Bytes without a pattern (xorshift), for weights whose values are of no matter. */
export function bytesSource(bytes: number, seed: number): TensorSource {
  async function* chunks() {
    const words = new Uint32Array(Math.ceil(bytes / 4));
    let state = Math.imul(seed, 0x9e3779b9) | 1;
    for (let index = 0; index < words.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[index] = state;
    }
    yield new Uint8Array(words.buffer, 0, bytes);
  }
  return { bytes, chunks };
}
