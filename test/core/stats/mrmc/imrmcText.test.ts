import { expect, test } from 'vitest';
import { imrmcText, parseImrmc } from '#core/stats/mrmc/imrmcText.ts';

const readings = [
  { reader: 'R1', modality: 'scratch', case: '1', diseased: true, score: 1 },
  { reader: 'R1', modality: 'draft', case: '2', diseased: false, score: 0 },
  { reader: 'R2', modality: 'draft', case: '1', diseased: true, score: 0.5 },
];
const text = imrmcText('A study\nof two lines', readings);

test('counts first, then the truth of each case, then the readings', () => {
  expect(text.split('\n')).toEqual([
    ...['A study of two lines', 'NR: 2', 'N0: 1', 'N1: 1', 'NM: 2', '', 'BEGIN DATA:'],
    ...['-1,1,0,1', '-1,2,0,0', 'R1,1,scratch,1', 'R1,2,draft,0', 'R2,1,draft,0.5', ''],
  ]);
});

test('what is written is read back', () => {
  expect(parseImrmc(text, 'x.imrmc')).toEqual(readings);
});

test.each([
  ['BEGIN DATA:', 'DATA:', 'no line BEGIN DATA'],
  ['NR: 2', 'NR: 3', 'NR is 3, but the rows hold 2'],
  ['-1,2,0,0\n', '', 'case 2 has no truth'],
  ['-1,2,0,0', '-1,1,0,0', 'case 1 has two truths'],
  ['-1,2,0,0', '-1,2,0,2', 'neither 0 nor 1'],
  ['R1,1,scratch,1', 'R1,1,scratch', 'not reader,case,modality,score'],
  ['R1,1,scratch,1', 'R1,1,scratch,yes', 'score yes is no number'],
])('with %j as %j it is refused: %s', (whole, broken, words) => {
  expect(() => parseImrmc(text.replace(whole, broken), 'x.imrmc')).toThrow(words);
});
