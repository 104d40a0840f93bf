import { distance } from 'fastest-levenshtein';

/** Levenshtein distance in UTF-16 units: the fewest units put in, taken out or replaced. */
export function characterDistance(before: string, after: string): number {
  return distance(before, after);
}

/** Levenshtein distance in tokens (see `tokens`). */
export function wordDistance(before: string, after: string): number {
  const [first, second] = asLetters(tokens(before), tokens(after));
  return distance(first, second);
}

/** Share of the tokens of `before` that stand in `after` in the same order (longest common subsequence); 1 of none. */
export function keptShare(before: string, after: string): number {
  const [first, second] = asLetters(tokens(before), tokens(after));
  let row = new Array<number>(second.length + 1).fill(0);
  for (const letter of first) {
    const next = [0];
    for (let at = 1; at <= second.length; at++) {
      const match = second[at - 1] === letter;
      next.push(match ? (row[at - 1] ?? 0) + 1 : Math.max(row[at] ?? 0, next[at - 1] ?? 0));
    }
    row = next;
  }
  return first.length === 0 ? 1 : (row[second.length] ?? 0) / first.length;
}

/** Words, numbers, Chinese characters and punctuation marks, one by one; blanks don't count. */
export function tokens(text: string): string[] {
  return text.match(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
}

/** Both lists with every distinct token as one letter, so that a distance of letters is one of tokens. */
function asLetters(first: readonly string[], second: readonly string[]): [string, string] {
  const codes = new Map<string, number>();
  function letters(list: readonly string[]): string {
    return list
      .map((token) => {
        const code = codes.get(token) ?? codes.size + 1;
        codes.set(token, code);
        return String.fromCharCode(code);
      })
      .join('');
  }
  return [letters(first), letters(second)];
}
