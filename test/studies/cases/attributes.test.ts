import { expect, test } from 'vitest';
import { attributesOf } from '#studies/cases/attributes.ts';

function image(view: 'PA' | 'LATERAL', prior: boolean) {
  return { file: 'i1.dcm', view, prior, rows: 2, columns: 2 };
}
const base = { format: 1 as const, id: 'c000001', indication: '' };

test('says what is known of a case, and that the rest is not', () => {
  const images = [image('PA', false), image('LATERAL', false), image('PA', true)];
  expect(attributesOf({ ...base, sex: 'F', age: 64, images })).toEqual({
    sex: 'F',
    age: '40 to 64',
    view: 'LATERAL and PA',
    prior: 'yes',
  });
  expect(attributesOf({ ...base, images: [image('PA', false)] })).toEqual({
    sex: 'unknown',
    age: 'unknown',
    view: 'PA',
    prior: 'no',
  });
});
