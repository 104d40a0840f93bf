import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { characterDistance, keptShare, tokens, wordDistance } from '#core/text/edits.ts';

test('the textbook distance', () => {
  expect(characterDistance('kitten', 'sitting')).toBe(3);
});

test('tokens are words, numbers, Chinese characters and marks', () => {
  expect(tokens('No  effusion;\n1.5 cm, naïve 肺炎。')).toEqual([
    'No',
    'effusion',
    ';',
    '1',
    '.',
    '5',
    'cm',
    ',',
    'naïve',
    '肺',
    '炎',
    '。',
  ]);
});

test.each([
  ['No acute disease.', 'No acute disease.', 0, 1],
  ['No acute disease.', 'No disease.', 1, 3 / 4],
  ['No acute disease.', 'No acute cardiopulmonary disease.', 1, 1],
  ['Small effusion on the left.', 'Small effusion on the right.', 1, 5 / 6],
  ['Heart normal. Lungs clear.', 'Lungs clear. Heart normal.', 4, 3 / 6],
  ['No acute disease.', '', 4, 0],
  ['', 'Clear.', 2, 1],
])('%j to %j', (before, after, words, kept) => {
  expect([wordDistance(before, after), keptShare(before, after)]).toEqual([words, kept]);
});

/** Wagner and Fischer's table, the definition itself. */
function byTable(a: readonly string[], b: readonly string[]): number {
  const rows = [b.map((_, index) => index + 1)];
  rows[0]?.unshift(0);
  for (const [i, x] of a.entries()) {
    const above = rows[i] ?? [];
    const row = [i + 1];
    for (const [j, y] of b.entries())
      row.push(Math.min((above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (above[j] ?? 0) + (x === y ? 0 : 1)));
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

describe('any two texts', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '. ', '肺', '😀'), { maxLength: 80 })
    .map((parts) => parts.join(''));

  test('have the distance of the definition', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(characterDistance(a, b)).toBe(byTable(a.split(''), b.split('')));
        expect(wordDistance(a, b)).toBe(byTable(tokens(a), tokens(b)));
      }),
    );
  });

  test('keep no more than both have, and lose no more than the distance', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const kept = Math.round(keptShare(a, b) * tokens(a).length);
        if (tokens(a).length === 0) return;
        expect(kept).toBeLessThanOrEqual(Math.min(tokens(a).length, tokens(b).length));
        expect(tokens(a).length - kept).toBeLessThanOrEqual(wordDistance(a, b));
      }),
    );
  });
});
