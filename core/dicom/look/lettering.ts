import type { GreyPicture } from './mirror.ts';

/** A stroke of a letter is at most this share of the picture's width. */
const WIDEST = 1 / 80;
/** Both edges of a stroke step by at least this many greys within two pixels. */
const STEP = 96;
/** Strokes of one line of letters, in a piece of a row as wide as a sixth of the picture. */
const STROKES = 8;
/** Rows on which so many strokes stand one below another. */
const ROWS = 6;

/**
 * Whether letters may be burned into a picture: in at least six rows one below another there are eight or more thin,
 * sharply bounded, level strokes close together, all as light (or all as dark). Anatomy has no such edges; a single
 * marker letter has too few. It is a suspicion and not a reading: small or soft letters pass.
 */
export function mayBeLettered({ rows, columns, data }: GreyPicture): boolean {
  const widest = Math.max(3, Math.round(columns * WIDEST));
  const reach = Math.round(columns / 6);
  /** Number of adjoining rows above with a line of strokes near a place, by sixths of the width. */
  let above = new Int32Array(13);
  for (let row = 0; row < rows; row++) {
    const line = data.subarray(row * columns, (row + 1) * columns);
    const here = new Int32Array(13);
    for (const place of placesOfLines(line, widest, reach)) {
      const cell = Math.floor((place * 12) / columns);
      here[cell] = 1 + Math.max(above[cell] ?? 0, above[cell - 1] ?? 0, above[cell + 1] ?? 0);
      if ((here[cell] ?? 0) >= ROWS) return true;
    }
    above = here;
  }
  return false;
}

/** Where pieces of a row hold at least `STROKES` light, or as many dark, strokes: the place of the first of them. */
function placesOfLines(line: Uint8Array, widest: number, reach: number): number[] {
  const places: number[] = [];
  for (const sign of [1, -1]) {
    const strokes = strokesOf(line, sign, widest);
    for (let first = 0; first + STROKES <= strokes.length; first++) {
      const last = strokes[first + STROKES - 1] ?? 0;
      if (last - (strokes[first] ?? 0) <= reach) places.push(strokes[first] ?? 0);
    }
  }
  return places;
}

/** Middles of thin strokes that are lighter (`sign` 1) or darker (-1) than both sides by a sharp step. */
function strokesOf(line: Uint8Array, sign: number, widest: number): number[] {
  const strokes: number[] = [];
  let risen = -1;
  for (let at = 2; at < line.length; at++) {
    const step = sign * ((line[at] ?? 0) - (line[at - 2] ?? 0));
    if (step >= STEP) risen = at;
    else if (step <= -STEP && risen >= 0) {
      if (at - risen <= widest + 2) strokes.push((at + risen) >> 1);
      risen = -1;
    }
  }
  return strokes;
}
