/**
 * Null distribution of a sum of signed ranks: element s is the probability that the ranks with a plus sign add up to
 * s / 2, each sign as likely as the other. Ranks come doubled, so that midranks are whole numbers. The shift
 * algorithm of Streitberg and Roehmel, EDV in Medizin und Biologie 1986;17:96: exact with ties.
 */
export function signedRankDistribution(doubledRanks: readonly number[]): number[] {
  const chances = new Array<number>(doubledRanks.reduce((sum, rank) => sum + rank, 0) + 1).fill(0);
  chances[0] = 1;
  for (const rank of doubledRanks)
    for (let sum = chances.length - 1; sum >= 0; sum--)
      chances[sum] = ((chances[sum] ?? 0) + (sum >= rank ? (chances[sum - rank] ?? 0) : 0)) / 2;
  return chances;
}

/**
 * Null distribution of a rank sum: element s is the probability that `size` of the ranks, drawn without putting back,
 * add up to s / 2. Ranks come doubled; the same shift algorithm, over the number drawn and their sum.
 */
export function rankSumDistribution(doubledRanks: readonly number[], size: number): number[] {
  const falling = [...doubledRanks].sort((a, b) => b - a);
  const most = falling.slice(0, size).reduce((sum, rank) => sum + rank, 0);
  const chances = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  const none = chances[0];
  if (none) none[0] = 1;
  for (const [seen, rank] of doubledRanks.entries()) {
    for (let drawn = Math.min(size, seen + 1); drawn >= 1; drawn--) {
      const [to, from] = [chances[drawn], chances[drawn - 1]];
      if (!to || !from) continue;
      for (let sum = most; sum >= rank; sum--) to[sum] = (to[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  const counts = [...(chances[size] ?? [])];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/** Probability of a value at least as far from the distribution's mean as `value` is. */
export function farFromMean(chances: readonly number[], value: number): number {
  const center = chances.reduce((sum, chance, at) => sum + at * chance, 0);
  const away = Math.abs(value - center) - 1e-7;
  return Math.min(
    1,
    chances.reduce((sum, chance, at) => sum + (Math.abs(at - center) >= away ? chance : 0), 0),
  );
}
