import { z } from 'zod';

/** A region of the image on a grid of 0 to 100 from the left top corner; `phrase` where the model named one. */
export const gridBox = z
  .object({ phrase: z.string().nullable(), left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
  .readonly();
export type Box = z.infer<typeof gridBox>;

const GRID = 100;

/** A named phrase with or without its end tag, or two corners between box tags of which the last may be missing. */
const PIECE =
  /<\|ref\|>(?<phrase>[\s\S]*?)(?:<\|\/ref\|>|(?=<\|box\|>)|$)|<\|box\|>\s*(?<corners>[^<]*)(?:<\|\/box\|>|(?=<\|)|$)/g;
const NUMBER = /-?\d+(?:\.\d+)?/g;

/**
 * The boxes of an answer, in order. Tolerant of blanks, brackets left out, corners swapped, a missing end tag and values
 * beyond the grid; a box without four numbers is left out. A phrase names all boxes up to the next phrase.
 */
export function parseBoxes(answer: string): Box[] {
  const boxes: Box[] = [];
  let phrase: string | null = null;
  for (const { groups } of answer.matchAll(PIECE)) {
    if (groups?.['phrase'] !== undefined) phrase = groups['phrase'].trim() || null;
    const numbers = (groups?.['corners']?.match(NUMBER) ?? []).map(Number);
    for (let first = 0; first + 4 <= numbers.length; first += 4) boxes.push(boxOf(phrase, numbers.slice(first)));
  }
  return boxes;
}

/** The answer as people read it: without tags and corners. */
export function textWithoutBoxes(answer: string): string {
  return answer
    .replace(/<\|box\|>[^<]*(?:<\|\/box\|>)?/g, ' ')
    .replace(/<\|\/?(?:ref|box|quad)\|>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * A box of an answer in pixels of the film that was asked about, fractions included, from the film's left top corner.
 * The model sees a film resized to a square without regard to its aspect and without bars (`imagePatches`): 0 of the
 * grid is the film's first edge and 100 its last, for columns and rows each on their own.
 */
export function boxOnFilm(box: Box, film: { readonly rows: number; readonly columns: number }): Box {
  const across = film.columns / GRID;
  const down = film.rows / GRID;
  return {
    phrase: box.phrase,
    left: box.left * across,
    top: box.top * down,
    right: box.right * across,
    bottom: box.bottom * down,
  };
}

function boxOf(phrase: string | null, numbers: readonly number[]): Box {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((value) => Math.min(Math.max(value, 0), GRID));
  return {
    phrase,
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    right: Math.max(x1, x2),
    bottom: Math.max(y1, y2),
  };
}
