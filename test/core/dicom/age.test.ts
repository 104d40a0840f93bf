import { expect, it } from 'vitest';
import { ageText, parseAge } from '#core/dicom/age.ts';

it.each([
  ['081Y', 81],
  ['81', 81],
  ['62', 62],
  ['000Y', 0],
  ['018M', 1],
  ['011M', 0],
  ['104W', 1],
  ['106W', 2],
  ['730D', 1],
  ['090Y', 90],
  ['103Y', 90],
  ['140Y', null],
  ['22y', 22],
  ['', null],
  [null, null],
  ['about 50', null],
  ['-12', null],
])('%s is %s', (text, years) => {
  expect(parseAge(text)).toBe(years);
});

it('is written with three digits and the unit', () => {
  expect([ageText(7), ageText(90)]).toEqual(['007Y', '090Y']);
});
