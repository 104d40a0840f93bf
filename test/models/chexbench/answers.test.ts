import { expect, test } from 'vitest';
import { boxesOf, chosenOption } from '#models/chexbench/answers.ts';

test.each([
  ['(B)', 1],
  ['The answer is (A) yes, not (B).', 0],
  ['b', null],
  ['B.', 1],
  ['No.', 1],
  ['YES', 0],
  ['(C)', null],
  ['It may be (a).', null],
  ['', null],
  ['not sure', null],
])('%j names option %s', (answer, expected) => {
  expect(chosenOption(answer, ['yes', 'no'])).toBe(expected);
});

test('a list is the same in any order', () => {
  const options = ['pneumothorax, nodule', 'cardiomegaly, atelectasis'];
  expect(chosenOption('Atelectasis, cardiomegaly.', options)).toBe(1);
  expect(chosenOption('atelectasis', options)).toBe(null);
});

test('boxes, corners put in order', () => {
  expect(boxesOf('a <|box|> (30, 40),(10,20) <|/box|> and (1,2)(3,4.5); (7,8)')).toEqual([
    { left: 10, top: 20, right: 30, bottom: 40 },
    { left: 1, top: 2, right: 3, bottom: 4.5 },
  ]);
});
