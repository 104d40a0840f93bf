/** Tokens per second while texts are being written: time between texts doesn't count. */
export interface TokenRate {
  /** Told the tokens of the text so far; gives the rate, null while nothing is known. */
  count(tokens: number): number | null;
}

/** `now`: milliseconds of a clock that only goes forward. */
export function tokenRate(now: () => number): TokenRate {
  const sum = { tokens: 0, milliseconds: 0 };
  let last: { tokens: number; time: number } | null = null;
  return {
    count(tokens) {
      const time = now();
      // Fewer than before: a new text has begun.
      if (last && tokens >= last.tokens) {
        sum.tokens += tokens - last.tokens;
        sum.milliseconds += time - last.time;
      }
      last = { tokens, time };
      return sum.milliseconds > 0 ? (1000 * sum.tokens) / sum.milliseconds : null;
    },
  };
}
