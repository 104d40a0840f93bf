import type { Scores, TextPair } from './metric.ts';
import { commonCount, countNgrams } from './ngrams.ts';

/** For runs of 1 to 6 characters: those of the candidate, of the reference, and in common. */
type Order = readonly [candidate: number, reference: number, common: number];

/** How chrF weighs: recall counts `beta` times as much as precision; white space counts when it is kept. */
interface ChrfOptions {
  readonly beta?: number;
  readonly keepSpace?: boolean;
}

const LONGEST = 6;

/**
 * chrF2 from 0 to 100 (Popović 2015, as sacreBLEU 2 has it by default): precision and recall of runs of 1 to 6
 * characters without white space, averaged over the orders that both texts reach, weighed with beta 2. Of several
 * references the best counts. The corpus score comes from the sums of the counts; it is not the mean of the texts'.
 */
export function chrf(pairs: readonly TextPair[], options: ChrfOptions = {}): Scores {
  const sums = Array.from({ length: LONGEST }, (): [number, number, number] => [0, 0, 0]);
  const each = pairs.map(({ candidate, references }) => {
    const counts = best(candidate, references, options);
    counts.forEach((order, index) => {
      const sum = sums[index];
      if (sum !== undefined) order.forEach((count, part) => (sum[part] = (sum[part] ?? 0) + count));
    });
    return score(counts, options);
  });
  return { corpus: score(sums, options), each };
}

function best(candidate: string, references: readonly string[], options: ChrfOptions): Order[] {
  const all = references.map((reference) => orders(candidate, reference, options));
  const scores = all.map((one) => score(one, options));
  return all[scores.indexOf(Math.max(...scores))] ?? [];
}

function orders(candidate: string, reference: string, { keepSpace = false }: ChrfOptions): Order[] {
  const mine = characters(candidate, keepSpace);
  const theirs = characters(reference, keepSpace);
  return Array.from({ length: LONGEST }, (_, index) => {
    const size = index + 1;
    const wanted = Math.max(0, theirs.length - index);
    // A run that the reference is too short for is no fault of the candidate.
    const made = wanted === 0 ? 0 : Math.max(0, mine.length - index);
    return [made, wanted, commonCount(countNgrams(mine, size, ''), countNgrams(theirs, size, ''))] as const;
  });
}

function characters(text: string, keepSpace: boolean): string[] {
  return [...(keepSpace ? text : text.replaceAll(/\s+/gu, ''))];
}

function score(all: readonly Order[], { beta = 2 }: ChrfOptions): number {
  const reached = all.filter(([made, wanted]) => made > 0 && wanted > 0);
  if (reached.length === 0) return 0;
  const precision = reached.reduce((sum, [made, , common]) => sum + common / made, 0) / reached.length;
  const recall = reached.reduce((sum, [, wanted, common]) => sum + common / wanted, 0) / reached.length;
  const weighed = beta ** 2 * precision + recall;
  return weighed === 0 ? 0 : (100 * (1 + beta ** 2) * precision * recall) / weighed;
}
