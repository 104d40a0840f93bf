import { commonCount, countNgrams } from './ngrams.ts';

/** How much of the candidate stands in the reference, how much of the reference in the candidate, and both as one. */
export interface Overlap {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/** Weight of recall over precision in the COCO caption tools. */
const COCO_BETA = 1.2;

/** The words of ROUGE-1.5.5 and of Google's rouge-score: lower case, whatever isn't a to z or a digit divides. */
export function rougeWords(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** ROUGE-1, ROUGE-2, ...: runs of `order` words in common (Lin 2004), F1 from 0 to 1. */
export function rougeN(candidate: readonly string[], reference: readonly string[], order: number): Overlap {
  const common = commonCount(countNgrams(candidate, order), countNgrams(reference, order));
  return overlap(common, candidate.length - order + 1, reference.length - order + 1);
}

/** ROUGE-L in the definition of ROUGE-1.5.5 and rouge-score: F1 of the longest common subsequence, from 0 to 1. */
export function rougeL(candidate: readonly string[], reference: readonly string[]): Overlap {
  return overlap(commonSubsequence(candidate, reference), candidate.length, reference.length);
}

/**
 * ROUGE-L in the definition of the COCO caption tools and nlg-eval, from 0 to 1: the best precision and the best recall
 * over the references, weighed with beta 1.2 (`pycocoevalcap/rouge/rouge.py`).
 */
export function cocoRougeL(candidate: readonly string[], references: readonly (readonly string[])[]): number {
  const each = references.map((reference) => rougeL(candidate, reference));
  const precision = Math.max(0, ...each.map((one) => one.precision));
  const recall = Math.max(0, ...each.map((one) => one.recall));
  if (precision === 0 || recall === 0) return 0;
  return ((1 + COCO_BETA ** 2) * precision * recall) / (recall + COCO_BETA ** 2 * precision);
}

/** Length of the longest list of words that stands in both in this order. */
function commonSubsequence(first: readonly string[], second: readonly string[]): number {
  const row = new Uint32Array(second.length + 1);
  for (const word of first) {
    let diagonal = 0;
    for (let at = 1; at <= second.length; at++) {
      const above = row[at] ?? 0;
      row[at] = second[at - 1] === word ? diagonal + 1 : Math.max(above, row[at - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[second.length] ?? 0;
}

function overlap(common: number, ofCandidate: number, ofReference: number): Overlap {
  if (common === 0) return { precision: 0, recall: 0, f: 0 };
  const precision = common / ofCandidate;
  const recall = common / ofReference;
  return { precision, recall, f: (2 * precision * recall) / (precision + recall) };
}
