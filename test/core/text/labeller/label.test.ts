import { describe, expect, test } from 'vitest';
import type { Finding } from '#core/text/findings.ts';
import { labelReport } from '#core/text/labeller/label.ts';

/** The labels that are not null. */
function labelled(text: string) {
  return Object.fromEntries(Object.entries(labelReport(text).labels).filter(([, value]) => value !== null));
}

/** `sample_reports.csv` and `labeled_reports.csv` of the CheXpert labeller (MIT), with which CheXbert's agree. */
describe('the samples of the CheXpert labeller', () => {
  test.each([
    [
      'Heart size normal and lungs are clear. No edema or pneumonia. No effusion',
      { Cardiomegaly: 0, Edema: 0, Pneumonia: 0, 'Pleural Effusion': 0, 'No Finding': 1 },
    ],
    [
      '1. Left pleural effusion with adjacent atelectasis. Right effusion is also present.\n\n2. Cardiomegaly without overt edema.',
      { Cardiomegaly: 1, Edema: 0, Atelectasis: 1, 'Pleural Effusion': 1 },
    ],
    [
      'Minimal patchy airspace disease within the lingula, may reflect atelectasis or consolidation.',
      { 'Lung Opacity': 1, Consolidation: -1, Atelectasis: -1 },
    ],
    ['1. Stable mild cardiomegaly. 2. Hyperexpanded but clear lungs.', { Cardiomegaly: 1 }],
  ])('%s', (text, expected) => {
    expect(labelled(text)).toEqual(expected);
  });
});

describe('assertion', () => {
  test.each<[string, Finding, number | null]>([
    ['No focal consolidation, pneumothorax or large pleural effusion.', 'Pleural Effusion', 0],
    ['Negative for pneumothorax.', 'Pneumothorax', 0],
    ['The lungs are free of focal airspace disease.', 'Lung Opacity', 0],
    ['The infiltrates have resolved.', 'Lung Opacity', 0],
    ['No pneumothorax is seen, but there is a small effusion.', 'Pleural Effusion', 1],
    ['No change in moderate left pneumothorax.', 'Pneumothorax', 1],
    ['Pneumonia cannot be excluded.', 'Pneumonia', -1],
    ['Cannot exclude a small effusion.', 'Pleural Effusion', -1],
    ['Atelectasis versus pneumonia.', 'Atelectasis', 1],
    ['Atelectasis versus pneumonia.', 'Pneumonia', -1],
    ['Possible pneumonia. Pneumonia is confirmed.', 'Pneumonia', 1],
    ['The heart is not enlarged.', 'Cardiomegaly', 0],
    ['The heart is mildly enlarged.', 'Cardiomegaly', 1],
    ['Heart size upper limits of normal.', 'Cardiomegaly', 0],
    ['The cardiac silhouette is stable.', 'Cardiomegaly', null],
    ['Small pericardial effusion.', 'Pleural Effusion', null],
    ['Seen by Dr. No pneumothorax.', 'Pneumothorax', 0],
  ])('%s %s: %s', (text, finding, expected) => {
    expect(labelReport(text).labels[finding]).toBe(expected);
  });
});

test('no finding: support devices do not speak against it, diseases outside the fourteen do', () => {
  expect(labelReport('Lungs are clear. Right PICC.').labels).toMatchObject({ 'Support Devices': 1, 'No Finding': 1 });
  expect(labelReport('Lungs are clear. Emphysema.').labels['No Finding']).toBeNull();
  expect(labelReport('Possible pneumonia.').labels['No Finding']).toBeNull();
  expect(labelReport('  ').labels['No Finding']).toBeNull();
});

test('the side that is nearest in the clause', () => {
  const { mentions } = labelReport('Right pneumothorax; bibasilar atelectasis. Effusion on the left. Pneumonia.');
  expect(mentions.map(({ term, side }) => [term, side])).toEqual([
    ['atelectasis', 'both'],
    ['pneumothorax', 'right'],
    ['effusion', 'left'],
    ['pneumonia', null],
  ]);
});
