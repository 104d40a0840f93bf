import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { headingRule, normaliseDraft } from '#studies/drafting/normalise.ts';
import { asList, asParagraph, plainReport, withHeadings } from './reports.ts';

test('headings are removed where one text lacks them, and written alike where all have the same', () => {
  expect(headingRule(['FINDINGS: a\nIMPRESSION: b', 'no heading'])).toBe('removed');
  expect(headingRule(['FINDINGS: a\nIMPRESSION: b', 'Findings:\nc\n\nConclusion: d'])).toBe('same');
  expect(normaliseDraft('Findings:\nThe lungs are clear\n\nConclusion: Normal', 'same')).toBe(
    'FINDINGS: The lungs are clear.\n\nIMPRESSION: Normal.',
  );
});

test('list numbers, bullets, units and quotation marks are written alike', () => {
  const text = '**FINDINGS:**\n1. A 5mm nodule\n2) Tube 4-cm above the carina\n- \u201cStable\u201d 12 millimeters';
  expect(normaliseDraft(text, 'removed')).toBe('A 5 mm nodule. Tube 4 cm above the carina. "Stable" 12 mm.');
});

test('values and words of findings stay: a number that begins a sentence is no list number', () => {
  const text = 'Heart size is 2.5 cm over the limit. T12 compression fracture, 30 % loss of height.';
  expect(normaliseDraft(text, 'removed')).toBe(text);
});

test('a paragraph, a list and sections of the same sentences come out the same', () => {
  const random = seededRandom(3);
  for (let index = 0; index < 50; index++) {
    const report = plainReport(random);
    const written = [asParagraph(report), asList(report), withHeadings(report)];
    expect(new Set(written.map((text) => normaliseDraft(text, 'removed'))).size).toBe(1);
  }
});

test('normalising twice is normalising once', () => {
  const bit = fc.constantFrom(
    '1. ',
    '- ',
    '\n',
    '\n\n',
    'FINDINGS: ',
    'Impression:',
    'Clear lungs',
    '5mm',
    '.',
    ' ',
    '\u2019',
    '**',
    '2)',
  );
  const text = fc.array(bit, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('same' as const, 'removed' as const), (given, rule) => {
      const once = normaliseDraft(given, rule);
      expect(normaliseDraft(once, rule)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});
