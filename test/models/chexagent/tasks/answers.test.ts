import { expect, it } from 'vitest';
import { parseEntities, parseOption, parseOptions, parseYesNo } from '#models/chexagent/tasks/answers.ts';

it.each([
  ['Yes', true],
  ['no.', false],
  ['(a) Yes', true],
  ['(B) No', false],
  ['Positive', true],
  ['Negative for pneumonia', false],
  ['mismatched', false],
  ['Matched', true],
  ['Nothing is seen', null],
  ['I do not know', null],
  ['', null],
])('yes or no: %s', (answer, expected) => {
  expect(parseYesNo(answer)).toBe(expected);
});

it.each([
  ['(a) PA', 'PA'],
  ['(b)', 'AP'],
  ['c', 'LATERAL'],
  ['LATERAL', 'LATERAL'],
  ['The view is lateral.', 'LATERAL'],
  ['AP', 'AP'],
  ['PA or AP', null],
  ['PAPER', null],
  ['(z) other', null],
  ['', null],
])('one option: %s', (answer, expected) => {
  expect(parseOption(answer, ['PA', 'AP', 'LATERAL'])).toBe(expected);
});

it('several options: whole words, in the order of the options', () => {
  const diseases = ['Pneumothorax', 'Pleural Effusion', 'Edema', 'C++'];
  expect(parseOptions('pleural  effusion, Pneumothorax', diseases)).toEqual(['Pneumothorax', 'Pleural Effusion']);
  expect(parseOptions('Edematous changes', diseases)).toEqual([]);
  expect(parseOptions('C++', diseases)).toEqual(['C++']);
});

it('entities: the four types, blanks and commas as they come, others left out', () => {
  const answer =
    '[Observation (Definitely Present), opacity], [ Observation (Uncertain), infection, early], [Anatomy, right lower lobe], [Device, tube], [Anatomy, ], [Observation (Definitely Absent), effusion';
  expect(parseEntities(answer)).toEqual([
    { type: 'Observation (Definitely Present)', text: 'opacity' },
    { type: 'Observation (Uncertain)', text: 'infection, early' },
    { type: 'Anatomy', text: 'right lower lobe' },
    { type: 'Observation (Definitely Absent)', text: 'effusion' },
  ]);
  expect(parseEntities('none')).toEqual([]);
});
