import { describe, expect, test } from 'vitest';
import { chrf } from '#core/text/chrf.ts';

/** Values of sacreBLEU's test/test_chrf.py (Apache-2.0): beta 3, orders that a text doesn't reach left out. */
describe('sacreBLEU', () => {
  test.each([
    [['a'], ['a'], 100],
    [[''], ['reference'], 0],
    [['a b c'], ['a b c'], 100],
    [['a b c'], ['abc'], 100],
    [[''], ['c'], 0],
    [['a', 'b'], ['a', 'c'], 50],
    [['aa'], ['ab'], 25],
  ])('%j for %j', (candidates, references, expected) => {
    expect(chrf(pairs(candidates, references), { beta: 3 }).corpus).toBeCloseTo(expected, 4);
  });

  test.each([
    [
      'Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.',
      'Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.',
      67.3481606,
    ],
    [
      'risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .',
      'risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .',
      65.2414427,
    ],
  ])('with white space: %s', (candidate, reference, expected) => {
    expect(chrf(pairs([candidate], [reference]), { beta: 3, keepSpace: true }).each[0]).toBeCloseTo(expected, 6);
  });
});

test('worked by hand: of two references the nearer, recall counts four times', () => {
  // "ab" for "abc": precision 1 and 1, recall 2/3 and 1/2 over the two orders that both reach: (5 x 7/12) / (4 + 7/12)
  expect(chrf([{ candidate: 'ab', references: ['xyz', 'abc'] }]).corpus).toBeCloseTo(
    (100 * 5 * (7 / 12)) / (4 + 7 / 12),
    12,
  );
});

function pairs(candidates: readonly string[], references: readonly string[]) {
  return candidates.map((candidate, index) => ({ candidate, references: [references[index] ?? ''] }));
}
