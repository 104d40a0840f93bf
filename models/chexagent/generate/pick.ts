/** The greedy choice of one row of logits, and by how much it won. */
export interface Choice {
  readonly id: number;
  /** Logit of the winner less that of the runner-up. */
  readonly margin: number;
}

/** The highest of the first `used` logits of row `row` (the ids above have no token); of equals the lowest id. */
export function pick(logits: Float32Array, row: number, vocab: number, used: number): Choice {
  const start = row * vocab;
  let id = 0;
  let best = Number.NEGATIVE_INFINITY;
  let second = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < used; index++) {
    const value = logits[start + index] as number;
    if (value > best) {
      second = best;
      best = value;
      id = index;
    } else if (value > second) {
      second = value;
    }
  }
  if (best === Number.NEGATIVE_INFINITY) throw new Error('the decoder gave no finite logit');
  return { id, margin: best - second };
}
