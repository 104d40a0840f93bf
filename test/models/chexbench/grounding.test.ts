import { describe, expect, test } from 'vitest';
import { averagePrecision, overlap, scoreGrounding } from '#models/chexbench/grounding.ts';
import { boxesOf } from '#models/chexbench/answers.ts';

const ten = '<|box|> (0,0),(10,10) <|/box|>';

describe('overlap, by hand', () => {
  test.each([
    ['(0,0),(10,10)', '(0,0),(10,10)', 1],
    ['(0,0),(10,10)', '(5,0),(15,10)', 50 / 150],
    ['(0,0),(10,10)', '(20,20),(30,30)', 0],
    ['(0,0),(10,10)', '(10,0),(20,10)', 0],
    ['(5,5),(5,5)', '(5,5),(5,5)', 0],
  ])('%s and %s', (one, other, expected) => {
    const [[first], [second]] = [boxesOf(one), boxesOf(other)];
    expect(first && second && overlap(first, second)).toBeCloseTo(expected, 12);
  });
});

test('an answer without a box is a miss, not the box of the item before', () => {
  const scored = scoreGrounding([
    { reference: ten, answer: ten },
    { reference: ten, answer: 'I see nothing.' },
    { reference: ten, answer: '(0,0),(10,5)' },
  ]);
  expect(scored).toEqual({ items: 3, missing: 1, meanOverlap: 0.5, averagePrecision: 2 / 3 });
});

test('average precision by hand: second boxes are a later step, and a reference box is hit once', () => {
  const [box] = boxesOf(ten);
  const [far] = boxesOf('(50,50),(60,60)');
  if (!box || !far) throw new Error('no box');
  // Step 1: one of two boxes hits (precision 1/2, recall 1/3). Step 2: two of four (1/2, 2/3): the repeated box misses.
  const items = [
    { reference: [box, far], answer: [box, far] },
    { reference: [box], answer: [far, far] },
  ];
  expect(averagePrecision(items)).toBeCloseTo((2 / 3) * (1 / 2), 12);
  expect(averagePrecision([{ reference: [box], answer: [box, box] }])).toBe(1);
  expect(averagePrecision([])).toBe(0);
});
