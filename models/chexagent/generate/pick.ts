/** The greedy choice of one row of logits, and by how much it won. */
export interface Choice {
  readonly id: number;
  /** Logit of the winner less that of the runner-up. */
  readonly margin: number;
}

/** A token that could have stood in a place, with the natural logarithm of its probability there. */
export interface LikelyToken {
  readonly id: number;
  readonly logProbability: number;
}

/** The `most` likeliest tokens of row `row`, the likeliest first: the softmax over the first `used` logits. */
export function likeliest(
  logits: Float32Array,
  row: number,
  { vocab, used }: { readonly vocab: number; readonly used: number },
  most: number,
): LikelyToken[] {
  const values = logits.subarray(row * vocab, row * vocab + used);
  const highest = values.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY);
  const sum = values.reduce((total, value) => total + Math.exp(value - highest), 0);
  const total = highest + Math.log(sum);
  return Array.from(values, (value, id) => ({ id, logProbability: value - total }))
    .sort((one, other) => other.logProbability - one.logProbability || one.id - other.id)
    .slice(0, most);
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
