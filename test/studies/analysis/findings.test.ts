import { describe, expect, test } from 'vitest';
import { shroutFleiss } from '#core/stats/validation/publishedTables.ts';
import { findingChange, labeller } from '#studies/analysis/findings.ts';
import { ratingTables } from '#studies/analysis/ratings.ts';
import { readerEffects } from '#studies/analysis/readerEffects.ts';
import type { ReadRow } from '#studies/analysis/rows.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

test('findings are counted that one text says are there and the other does not; denied and uncertain ones are not there', () => {
  const stated = labeller();
  const given = stated('Cardiomegaly. Possible pneumonia. No pleural effusion.');
  const final = stated('The heart is normal. Small left pleural effusion. Left pneumothorax.');
  expect([...given]).toEqual(['Cardiomegaly']);
  expect(findingChange(given, final)).toEqual({ added: 2, removed: 1 });
  expect(findingChange(final, final)).toEqual({ added: 0, removed: 0 });
});

/** The readings of Shrout and Fleiss in one arm; their ICC(2,1) is 0.28976. */
function rated(arm: string, times: (reader: number, index: number) => number): ReadRow[] {
  return shroutFleiss.flatMap((scores, index) =>
    scores.map((value, reader) => {
      const row: Partial<ReadRow> = {
        reader: `A${reader + 1}`,
        group: 'attendings',
        arm,
        case: `c${index}`,
        phase: 'finished',
        answers: { 'helps-indication': value },
        times: { reading: times(reader, index), wall: 1, focused: 1, idleCapped: 1, firstToLast: 1 },
      };
      return row as ReadRow;
    }),
  );
}

const rows = [
  ...rated('resident-draft', (_, index) => 20 * 1.1 ** index),
  ...rated('model-draft', (reader, index) => (10 + 5 * reader) * 1.1 ** index),
];

describe('the forms of the paper', () => {
  test('ratings by reader and overall, with the published agreement', () => {
    const [first, second] = ratingTables(rows, schema.parse(template));
    expect(first?.icc).toBeCloseTo(0.28976, 4);
    expect(first?.overall).toMatchObject({ n: 24, mean: 127 / 24 });
    expect(first?.readers.map(({ reader, mean }) => [reader, mean])).toEqual([
      ['A1', 46 / 6],
      ['A2', 15 / 6],
      ['A3', 26 / 6],
      ['A4', 40 / 6],
    ]);
    expect([first?.p, second?.p]).toEqual([null, 1]);
  });

  test("each reader's own ratio is that of the geometric means", () => {
    const effects = readerEffects(rows, 'attendings', ['resident-draft', 'model-draft'], 'reading');
    expect(effects.map(({ reader, ratio }) => [reader, Number(ratio?.toFixed(10))])).toEqual([
      ['A1', 0.5],
      ['A2', 0.75],
      ['A3', 1],
      ['A4', 1.25],
    ]);
    for (const { ratio, ciLow, ciHigh } of effects) expect((ciLow ?? 0) * (ciHigh ?? 0)).toBeCloseTo((ratio ?? 0) ** 2);
  });
});
