/**
 * Random weights that any language can make again, element by element: a 32-bit hash (Murmur3's finaliser) of the
 * tensor's name, the seed and the index. test/golden/model/make_golden.py holds the same function.
 */
export interface Values {
  readonly base: number;
  /** Uniform in [base - scale, base + scale). */
  readonly scale: number;
}

export function fillWeights(into: Float32Array, name: string, seed: number, start: number, values: Values): void {
  const key = nameKey(name, seed);
  const { base, scale } = values;
  for (let index = 0; index < into.length; index++) {
    let hash = (Math.imul(start + index, 0x9e3779b1) + key) | 0;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    into[index] = base + scale * ((hash >>> 8) / 8388608 - 1);
  }
}

/** FNV-1a of the name, mixed with the seed. */
function nameKey(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash + Math.imul(seed, 0x9e3779b9)) | 0;
}
