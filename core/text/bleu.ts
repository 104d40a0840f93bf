import { commonCount, countNgrams, greatestCounts } from './ngrams.ts';

/** What BLEU is computed from; of a corpus, the sums over its texts. */
export interface BleuCounts {
  /** Words of the candidate and of the reference nearest to it in length (of two as near, the shorter). */
  readonly candidateLength: number;
  readonly referenceLength: number;
  /** For runs of 1, 2, ... words: how many of the candidate's stand in a reference (clipped), and how many there are. */
  readonly common: readonly number[];
  readonly total: readonly number[];
}

/** Counts of one candidate against its references, for runs of up to `order` words (Papineni et al. 2002). */
export function bleuCounts(
  candidate: readonly string[],
  references: readonly (readonly string[])[],
  order = 4,
): BleuCounts {
  const orders = Array.from({ length: order }, (_, index) => index + 1);
  return {
    candidateLength: candidate.length,
    referenceLength: nearestLength(
      candidate.length,
      references.map((reference) => reference.length),
    ),
    common: orders.map((size) =>
      commonCount(
        countNgrams(candidate, size),
        greatestCounts(references.map((reference) => countNgrams(reference, size))),
      ),
    ),
    total: orders.map((size) => Math.max(0, candidate.length - size + 1)),
  };
}

/** The counts of a corpus. */
export function sumCounts(all: readonly BleuCounts[], order = 4): BleuCounts {
  const common = new Array<number>(order).fill(0);
  const total = new Array<number>(order).fill(0);
  let candidateLength = 0;
  let referenceLength = 0;
  for (const counts of all) {
    candidateLength += counts.candidateLength;
    referenceLength += counts.referenceLength;
    for (let index = 0; index < order; index++) {
      common[index] = (common[index] ?? 0) + (counts.common[index] ?? 0);
      total[index] = (total[index] ?? 0) + (counts.total[index] ?? 0);
    }
  }
  return { candidateLength, referenceLength, common, total };
}

/** Share of the candidate's runs of `order` words that stand in a reference, clipped: Papineni's modified precision. */
export function modifiedPrecision(
  candidate: readonly string[],
  references: readonly (readonly string[])[],
  order: number,
): number {
  const { common, total } = bleuCounts(candidate, references, order);
  return (common[order - 1] ?? 0) / Math.max(1, total[order - 1] ?? 0);
}

const TINY = 1e-15;
const SMALL = 1e-9;

/**
 * BLEU-1, BLEU-2, ... as the COCO caption tools and nlg-eval define them: from 0 to about 1, the geometric mean of the
 * precisions times the brevity penalty; a precision of nought becomes about 1e-6 of itself rather than nought, by two
 * small constants (`pycocoevalcap/bleu/bleu_scorer.py`).
 */
export function cocoBleu({ candidateLength, referenceLength, common, total }: BleuCounts): number[] {
  const ratio = (candidateLength + TINY) / (referenceLength + SMALL);
  const penalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return common.map((hits, index) => {
    product *= (hits + TINY) / ((total[index] ?? 0) + SMALL);
    return product ** (1 / (index + 1)) * penalty;
  });
}

function nearestLength(length: number, references: readonly number[]): number {
  return references.reduce((best, other) => {
    const nearer = Math.abs(other - length) - Math.abs(best - length);
    return nearer < 0 || (nearer === 0 && other < best) ? other : best;
  }, references[0] ?? 0);
}
