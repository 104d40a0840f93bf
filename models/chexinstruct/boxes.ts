import type { Corners, Region } from './record.ts';

/** Share of two boxes' union that both cover. */
function overlap(one: Corners, other: Corners): number {
  const width = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const height = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  const both = width > 0 && height > 0 ? width * height : 0;
  const area = ([left, top, right, bottom]: Corners): number => (right - left) * (bottom - top);
  const union = area(one) + area(other) - both;
  return union > 0 ? both / union : 0;
}

/**
 * Several readers box the same thing: each box is joined with those of its label that overlap it by more than a tenth
 * (intersection over union), to the box around all of them. One pass in the order given, as the published data have it.
 */
export function mergeRegions(regions: readonly Region[]): Region[] {
  const merged: Region[] = [];
  let left = regions;
  for (let [first, ...rest] = left; first !== undefined; [first, ...rest] = left) {
    const base = first;
    const joins = (other: Region): boolean => other.label === base.label && overlap(base.corners, other.corners) > 0.1;
    merged.push({ label: base.label, corners: hull([base, ...rest.filter(joins)]) });
    left = rest.filter((other) => !joins(other));
  }
  return merged;
}

function hull(regions: readonly Region[]): Corners {
  const all = regions.map(({ corners }) => corners);
  return [
    Math.min(...all.map((each) => each[0])),
    Math.min(...all.map((each) => each[1])),
    Math.max(...all.map((each) => each[2])),
    Math.max(...all.map((each) => each[3])),
  ];
}

/** From left to right, and from top to bottom. */
export function inOrder(regions: readonly Region[]): Region[] {
  return [...regions].sort((one, other) => one.corners[0] - other.corners[0] || one.corners[1] - other.corners[1]);
}

/** A share on the grid of 0 to 100: thousandths, 999 at most, rounded to tens, as the published data have it. */
function onGrid(share: number): number {
  return Math.round(Math.min(Math.max(Math.trunc(share * 1000), 0), 999) / 10);
}

/** `<|box|>(x1,y1),(x2,y2)<|/box|>`, one after the other. */
export function boxWords(regions: readonly Region[]): string {
  return inOrder(regions)
    .map(({ corners }) => {
      const [x1, y1, x2, y2] = corners.map(onGrid);
      return `<|box|>(${x1},${y1}),(${x2},${y2})<|/box|>`;
    })
    .join('');
}

/** Each box with its name before it. */
export function namedBoxWords(regions: readonly Region[]): string {
  return inOrder(regions)
    .map((region) => `<|ref|>${region.label}<|/ref|>${boxWords([region])}`)
    .join('');
}

/** Corners in pixels as shares of the film, cut at its edges. Null for a box without an area. */
export function sharesOf(
  [left, top, right, bottom]: readonly [number, number, number, number],
  { width, height }: { readonly width: number; readonly height: number },
): Corners | null {
  const share = (value: number, whole: number): number => Math.min(Math.max(value / whole, 0), 1);
  const corners: Corners = [share(left, width), share(top, height), share(right, width), share(bottom, height)];
  return corners.every(Number.isFinite) && corners[0] < corners[2] && corners[1] < corners[3] ? corners : null;
}

/**
 * The box around a mask in the relative run lengths of SIIM-ACR: pairs of a gap since the last run's end and a run's
 * length, pixels counted down the columns. Null for anything else, and for runs beyond the mask.
 */
export function maskCorners(runs: string, side: number): Corners | null {
  const numbers = runs.trim().split(/\s+/).map(Number);
  if (numbers.length % 2 !== 0 || !numbers.every((value) => Number.isInteger(value) && value >= 0)) return null;
  let [end, left, top, right, bottom] = [0, side, side, 0, 0];
  for (let place = 0; place < numbers.length; place += 2) {
    const start = end + (numbers[place] ?? 0);
    end = start + (numbers[place + 1] ?? 0);
    if (end === start) continue;
    if (end > side * side) return null;
    const [first, last] = [Math.floor(start / side), Math.floor((end - 1) / side)];
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    // A run that goes on in the next column covers the edge of both.
    top = Math.min(top, first === last ? start % side : 0);
    bottom = Math.max(bottom, first === last ? ((end - 1) % side) + 1 : side);
  }
  return right > left ? [left / side, top / side, right / side, bottom / side] : null;
}
