import { expect, test } from 'vitest';
import { readPast } from '#studies/allocation/past.ts';

const readers = [{ code: 'R1', group: 'r' }];

test('gives the cases of each reader', () => {
  expect(readPast('reader,case\nR1,c000001\nR1,c000002\n', 'past.csv', readers, ['c000001', 'c000002'])).toEqual({
    R1: ['c000001', 'c000002'],
  });
});

test.each([
  [
    'who is no reader',
    'reader,case\nR9,c000001\n',
    'csv-row {"file":"past.csv","row":2,"reason":"the study has no reader R9"}',
  ],
  [
    'what is no case',
    'reader,case\nR1,c9\n',
    'csv-row {"file":"past.csv","row":2,"reason":"the study has no case c9"}',
  ],
  ['other columns', 'who,what\n', 'csv-columns {"file":"past.csv","missing":"reader, case","found":"who, what"}'],
])('%s is refused', (_name, text, message) => {
  expect(() => readPast(text, 'past.csv', readers, ['c000001'])).toThrow(message);
});
