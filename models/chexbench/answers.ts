/** A box on the grid from 0 to 100 that the paper uses, corners in order. */
export interface GridBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The option that an answer names: the first capital letter in brackets; else the answer that is one letter, or one
 * option's own words, those of a list in any order. Null where it names none of the options: such an answer is counted as unparsed and as wrong,
 * never replaced by a random option.
 */
export function chosenOption(answer: string, options: readonly string[]): number | null {
  const lettered = /\(([A-Z])\)/.exec(answer)?.[1] ?? /^\s*([A-Z])[.):]?\s*$/.exec(answer)?.[1];
  if (lettered !== undefined) {
    const place = lettered.charCodeAt(0) - 'A'.charCodeAt(0);
    return place < options.length ? place : null;
  }
  const words = plain(answer);
  const place = options.findIndex((option) => plain(option) === words);
  return place < 0 ? null : place;
}

/** The boxes of an answer, each two points `(x1,y1),(x2,y2)`; points in the wrong order are put right. */
export function boxesOf(answer: string): GridBox[] {
  const number = String.raw`\s*(\d+(?:\.\d+)?)\s*`;
  const point = String.raw`\(${number},${number}\)`;
  return [...answer.matchAll(new RegExp(String.raw`${point}\s*,?\s*${point}`, 'g'))].map((hit) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = hit.slice(1).map(Number);
    return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
  });
}

/** Without case and full stop; the parts of a list in the order of the alphabet. */
function plain(text: string): string {
  const parts = text
    .trim()
    .replace(/\.$/, '')
    .toLowerCase()
    .split(/\s*,\s*/);
  return parts.sort().join(', ');
}
