import { describe, expect, it } from 'vitest';
import { parseBoxes, textWithoutBoxes } from '#models/chexagent/tasks/boxes.ts';

const box = (left: number, top: number, right: number, bottom: number, phrase: string | null = null) => ({
  phrase,
  left,
  top,
  right,
  bottom,
});

describe('boxes of an answer', () => {
  it.each([
    ['one', '<|box|>(12,34),(56,78)<|/box|>', [box(12, 34, 56, 78)]],
    ['several', '<|box|>(1,2),(3,4)<|/box|><|box|>(5,6),(7,8)<|/box|>', [box(1, 2, 3, 4), box(5, 6, 7, 8)]],
    ['named', '<|ref|>left apex<|/ref|><|box|>(1,2),(3,4)<|/box|>', [box(1, 2, 3, 4, 'left apex')]],
    [
      'one phrase with two',
      '<|ref|>nodules<|/ref|><|box|>(1,2),(3,4)<|/box|><|box|>(5,6),(7,8)<|/box|>',
      [box(1, 2, 3, 4, 'nodules'), box(5, 6, 7, 8, 'nodules')],
    ],
    ['with blanks', '<|box|> ( 12 , 34 ) , ( 56 , 78 ) <|/box|>', [box(12, 34, 56, 78)]],
    ['with corners swapped', '<|box|>(56,78),(12,34)<|/box|>', [box(12, 34, 56, 78)]],
    ['without an end tag', 'see <|box|>(12,34),(56,78)', [box(12, 34, 56, 78)]],
    ['without brackets', '<|box|>12,34,56,78<|/box|>', [box(12, 34, 56, 78)]],
    ['beyond the grid', '<|box|>(-3,0),(100,130)<|/box|>', [box(0, 0, 100, 100)]],
    ['with decimals', '<|box|>(12.5,3),(40,50.5)<|/box|>', [box(12.5, 3, 40, 50.5)]],
    ['cut off', '<|box|>(12,34),(5', []],
    ['two pairs in one tag', '<|box|>(1,2),(3,4),(5,6),(7,8)<|/box|>', [box(1, 2, 3, 4), box(5, 6, 7, 8)]],
    ['a phrase without its end tag', '<|ref|>tube<|box|>(1,2),(3,4)<|/box|>', [box(1, 2, 3, 4, 'tube')]],
    ['none', 'There is no chest tube (1,2),(3,4).', []],
    ['nothing', '', []],
  ])('%s', (_name, answer, boxes) => {
    expect(parseBoxes(answer)).toEqual(boxes);
  });
});

it('the text without boxes is what is left to read', () => {
  expect(textWithoutBoxes('<|ref|>left apex<|/ref|><|box|>(1,2),(3,4)<|/box|> is dark')).toBe('left apex is dark');
  expect(textWithoutBoxes('<|box|>(1,2),(3,4)')).toBe('');
});
