/** How often each run of words stands in a text; the key is the run itself, joined by a blank. */
export type NgramCounts = ReadonlyMap<string, number>;

/** The words of a text between white space, as the published scorers of pre-tokenised text take them. */
export function words(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/** Counts of all runs of `order` items; `joint` stands between them in the key. */
export function countNgrams(items: readonly string[], order: number, joint = ' '): NgramCounts {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= items.length; start++) {
    let key = items[start] ?? '';
    for (let next = start + 1; next < start + order; next++) key += joint + (items[next] ?? '');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Occurrences that both have: the sum of the lesser counts. */
export function commonCount(first: NgramCounts, second: NgramCounts): number {
  let common = 0;
  for (const [key, count] of first) common += Math.min(count, second.get(key) ?? 0);
  return common;
}

/** The greater count of each run over several texts. */
export function greatestCounts(all: readonly NgramCounts[]): NgramCounts {
  const [first, ...others] = all;
  if (first !== undefined && others.length === 0) return first;
  const greatest = new Map<string, number>();
  for (const counts of all) {
    for (const [key, count] of counts) greatest.set(key, Math.max(count, greatest.get(key) ?? 0));
  }
  return greatest;
}
