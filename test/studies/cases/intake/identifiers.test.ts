import { describe, expect, it } from 'vitest';
import { findIdentifiers, maskIdentifiers } from '#studies/cases/intake/identifiers.ts';

function found(text: string, secrets: readonly string[] = []): string[] {
  return findIdentifiers(text, secrets).map(
    ({ kind, start, length }) => `${kind}: ${text.slice(start, start + length)}`,
  );
}

describe('what may identify in a text', () => {
  it('is found by its form', () => {
    expect(found('Discussed with Dr. Jane Miller on 03/14/2019 at 3 pm.')).toEqual([
      'name: Dr. Jane Miller',
      'date: 03/14/2019',
    ]);
    expect(found('Comparison: 2018-11-02, March 5, 2017 and 3. 4th of May 2016.')).toEqual([
      'date: 2018-11-02',
      'date: March 5, 2017',
      'date: 4th of May 2016',
    ]);
    expect(found('MRN: 00123456, accession number A-9921. Call 555-123-4567 or pager 4411.')).toEqual([
      'number: MRN: 00123456',
      'number: accession number A-9921',
      'contact: 555-123-4567',
      'contact: pager 4411',
    ]);
    expect(found('Electronically signed by: Peter Ward. p.ward@example.org')).toEqual([
      'name: signed by: Peter Ward',
      'contact: p.ward@example.org',
    ]);
  });

  it('is found by the header of the same films, whatever its form', () => {
    expect(found('Seen by Zebedee before; number 7781 again, Zebedees not.', ['Zebedee', '7781', '12'])).toEqual([
      'name: Zebedee',
      'number: 7781',
    ]);
    expect(found('The patient is better.', ['patient', 'Al'])).toEqual([]);
  });

  it('is not found in what reports say of bodies, and where it was taken out before', () => {
    for (const text of [
      'Heart size is 12.5 x 10.2 cm, ratio 0.55; T12 compression, ribs 3-5.',
      'Nodule of 4 mm in the RUL, 1.2.3 unchanged. CT of 2 days ago advised.',
      'Discussed XXXX. XXXX by Dr. XXXX XXXX telephone at XXXX p.m.',
      'Grade 3/4 effusion, may follow up in 6-8 weeks. Read by the resident.',
    ]) {
      expect(found(text), text).toEqual([]);
    }
  });

  it('is replaced as archives do it', () => {
    const text = 'Dr. Ward, seen 03/14/2019.';
    expect(maskIdentifiers(text, findIdentifiers(text))).toBe('___, seen ___.');
    expect(maskIdentifiers('Clear.', [])).toBe('Clear.');
  });

  it('stands in order and does not overlap', () => {
    const marks = findIdentifiers('Dr. Ward, 03/14/2019, MRN 20190314, Dr. Ward', ['Ward']);
    const ends = marks.map(({ start, length }) => [start, start + length]);
    expect(ends.flat()).toEqual(ends.flat().toSorted((a, b) => a - b));
    expect(marks.map(({ kind }) => kind)).toEqual(['name', 'date', 'number', 'name']);
  });
});
