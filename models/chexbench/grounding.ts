import { mean } from '#core/stats/describe.ts';
import { boxesOf, type GridBox } from './answers.ts';

/** How well boxes are found. */
export interface Grounding {
  readonly items: number;
  /** Answers without a box: each is a miss with overlap nought, never the box of the item before. */
  readonly missing: number;
  /** Mean overlap of the first reference box and the first box of the answer, 0 to 1: the official rule. */
  readonly meanOverlap: number;
  /** Average precision with a hit at an overlap of one half, 0 to 1; see `averagePrecision`. */
  readonly averagePrecision: number;
}

const HIT = 0.5;

/** Area in common over area of both together (intersection over union), 0 to 1. */
export function overlap(one: GridBox, other: GridBox): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const common = Math.max(0, width) * Math.max(0, height);
  const both = area(one) + area(other) - common;
  return both === 0 ? 0 : common / both;
}

/** The boxes of one item. */
interface ItemBoxes {
  readonly reference: readonly GridBox[];
  readonly answer: readonly GridBox[];
}

/** Scores answers against references, both as text with boxes. */
export function scoreGrounding(pairs: readonly { readonly reference: string; readonly answer: string }[]): Grounding {
  const boxes = pairs.map(itemBoxes);
  return {
    items: pairs.length,
    missing: boxes.filter(({ answer }) => answer.length === 0).length,
    meanOverlap: mean(boxes.map(firstOverlap)) ?? 0,
    averagePrecision: averagePrecision(boxes),
  };
}

export function itemBoxes({ reference, answer }: { readonly reference: string; readonly answer: string }): ItemBoxes {
  return { reference: boxesOf(reference), answer: boxesOf(answer) };
}

/** Overlap of the first box of each; nought where one has none. */
export function firstOverlap({ reference: [wanted], answer: [given] }: ItemBoxes): number {
  return wanted === undefined || given === undefined ? 0 : overlap(wanted, given);
}

/**
 * Area under the precision-recall curve over all boxes, precision made non-increasing (PASCAL VOC 2010). The model gives
 * no score with a box, so its boxes rank by their order in the answer: first boxes, then second ones, and so on; boxes of
 * one rank are one step of the curve. Each reference box can be hit once, by the box that overlaps it most.
 */
export function averagePrecision(items: readonly ItemBoxes[]): number {
  const wanted = items.reduce((total, { reference }) => total + reference.length, 0);
  const free = items.map(({ reference }) => new Set(reference));
  const longest = Math.max(0, ...items.map(({ answer }) => answer.length));
  const steps: { precision: number; recall: number }[] = [];
  let [given, hits] = [0, 0];
  for (let rank = 0; rank < longest; rank++) {
    items.forEach(({ answer }, index) => {
      const box = answer[rank];
      if (box === undefined) return;
      given += 1;
      const [best] = [...(free[index] ?? [])].sort((one, other) => overlap(other, box) - overlap(one, box));
      if (best === undefined || overlap(best, box) < HIT) return;
      hits += 1;
      free[index]?.delete(best);
    });
    steps.push({ precision: hits / given, recall: wanted === 0 ? 0 : hits / wanted });
  }
  let [area, right, precision] = [0, steps.at(-1)?.recall ?? 0, 0];
  for (const step of steps.toReversed()) {
    area += (right - step.recall) * precision;
    [right, precision] = [step.recall, Math.max(precision, step.precision)];
  }
  return area + right * precision;
}

function area({ left, top, right, bottom }: GridBox): number {
  return (right - left) * (bottom - top);
}
