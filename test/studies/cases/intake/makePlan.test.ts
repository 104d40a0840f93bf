import { describe, expect, it } from 'vitest';
import { readCaseTable } from '#studies/cases/csv.ts';
import { placeNames, type FoundFilm, type FoundReport } from '#studies/cases/intake/found.ts';
import { makePlan, type Found } from '#studies/cases/intake/makePlan.ts';
import type { CasePlan } from '#studies/cases/intake/plan.ts';

let made = 0;

function film(file: string, given: Partial<FoundFilm> = {}): FoundFilm {
  return {
    ...{ file, patient: 'P1', study: 'S1', taken: '20200101080000', view: 'PA', rows: 10, columns: 8 },
    ...{ studyNames: [given.study ?? 'S1'], patientNames: [given.patient ?? 'P1'], secrets: [] },
    ...{ pixels: `pixels ${made++}`, warnings: [], problem: null },
    ...given,
  };
}

function picture(file: string): FoundFilm {
  return film(file, { patient: null, study: null, taken: null, studyNames: [], patientNames: [] });
}

function report(given: Partial<FoundReport>): FoundReport {
  return {
    ...{ file: 'r.txt', entry: null, origin: 'plain text', source: 'reference', date: null },
    ...{ studyNames: [], patientNames: [], indication: '', text: 'Normal.' },
    ...given,
  };
}

function plan(found: Partial<Found>, unit: 'patient' | 'study' = 'patient'): CasePlan {
  return makePlan({ films: [], reports: [], tables: [], ...found }, unit);
}

/** The files of each case, a star before priors. */
function shape({ cases }: CasePlan): string[] {
  return cases.map(({ films }) => films.map(({ file, prior }) => (prior ? `*${file}` : file)).join(' '));
}

describe('films become cases', () => {
  const films = [
    film('old', { study: 'S0', taken: '20180101' }),
    film('lateral', { view: 'LATERAL' }),
    film('frontal'),
    film('older', { study: 'S-1', taken: '20150101' }),
    film('other', { patient: 'P2', study: 'S2' }),
  ];

  it('one for each patient: the latest study, frontal first, then the priors, the latest first', () => {
    expect(shape(plan({ films }))).toEqual(['frontal lateral *old *older', 'other']);
  });

  it('or one for each study, with the earlier ones as its priors', () => {
    expect(shape(plan({ films }, 'study'))).toEqual(['frontal lateral *old *older', 'old *older', 'older', 'other']);
  });

  it('are not linked where no date tells which is earlier, and that is said', () => {
    const { cases } = plan({ films: [film('a', { taken: null }), film('b', { study: 'S2' })] });
    expect(cases.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['order-unknown'],
      ['order-unknown'],
    ]);
    expect(cases.map(({ films: own }) => own.length)).toEqual([1, 1]);
  });

  it('of plain pictures by their folder, where it is small', () => {
    const many = ['1', '2', '3', '4', '5'].map((name) => picture(`all/${name}.png`));
    const pictures = [picture('top.png'), picture('x/pa.png'), picture('x/lat.png'), ...many];
    expect(shape(plan({ films: pictures }))).toEqual([
      'top.png',
      'x/pa.png x/lat.png',
      ...many.map(({ file }) => file),
    ]);
  });

  it('as a table says, before the headers do', () => {
    const table = 'case,file,view,indication,report,prior\nk,A.dcm;b.dcm,,Cough,Text.,b.dcm\nl,none.dcm,,,,';
    const { rows } = readCaseTable(table, 'd/t.csv');
    const found = plan({
      films: [film('d/a.dcm'), film('d/b.dcm'), film('d/c.dcm')],
      tables: [{ file: 'd/t.csv', rows }],
    });
    expect(shape(found)).toEqual(['d/a.dcm *d/b.dcm', 'd/c.dcm']);
    expect(found.cases[0]).toMatchObject({
      indication: { text: 'Cough' },
      drafts: [{ source: 'reference', text: 'Text.', provenance: 'case table, row 2' }],
    });
    expect(found.problems).toMatchObject([{ code: 'csv-image-missing', detail: { row: 3, image: 'none.dcm' } }]);
  });
});

describe('doubts', () => {
  it('a copy in the same study is left out; the same film elsewhere is told in both cases', () => {
    const found = plan({
      films: [
        film('a', { pixels: 'same' }),
        film('copy', { pixels: 'same' }),
        film('b', { pixels: 'same', patient: 'P2', study: 'S2' }),
      ],
    });
    expect(found.copies).toEqual(['copy']);
    expect(found.cases.map(({ warnings }) => warnings)).toEqual([
      [{ code: 'duplicate', detail: { cases: '2' } }],
      [{ code: 'duplicate', detail: { cases: '1' } }],
    ]);
  });

  it('the same film under two studies of one patient is told', () => {
    const films = [film('now', { pixels: 'same' }), film('then', { pixels: 'same', study: 'S0', taken: '20180101' })];
    expect(plan({ films }).cases[0]?.warnings).toEqual([{ code: 'duplicate-within', detail: {} }]);
  });

  it('a film that can not be used stands beside the others; a case of none is not taken', () => {
    const problem = { code: 'dicom-no-image', detail: { file: 'b', what: 'no pixel data' } } as const;
    const found = plan({
      films: [film('a'), film('b', { problem }), film('c', { problem, patient: 'P2', study: 'S2', pixels: null })],
    });
    const told = found.cases.map(({ usable, taken, warnings }) => [usable, taken, warnings.map(({ code }) => code)]);
    expect(told).toEqual([
      [true, true, ['film-left-out']],
      [false, false, ['no-film']],
    ]);
  });

  it('a film of another part of the body is taken only when somebody says so', () => {
    const [only] = plan({ films: [film('a', { warnings: ['body-part-wrong'] })] }).cases;
    expect(only).toMatchObject({ usable: true, taken: false });
  });
});

describe('reports find their study', () => {
  const films = [
    film('x/1.dcm', { secrets: ['Zebedee'] }),
    film('x/0.dcm', { study: 'S0', taken: '20180101' }),
    film('y/2.dcm', { patient: 'P2', study: 'S2', studyNames: ['S2', 'ACC-2'], taken: '20200505' }),
    picture('z/3.png'),
  ];

  function told(...reports: FoundReport[]): (string | undefined)[] {
    return plan({ films, reports }).cases.map(({ drafts }) => drafts[0]?.text);
  }

  it('by names of the study, of its films, or by patient and date', () => {
    expect(told(report({ studyNames: ['s1'], text: 'A' }))).toEqual(['A', undefined, undefined]);
    expect(told(report({ studyNames: ['nothing', 'acc-2'], text: 'B' }))).toEqual([undefined, 'B', undefined]);
    expect(told(report({ studyNames: placeNames('z/3_report.txt'), text: 'C' }))).toEqual([undefined, undefined, 'C']);
    expect(told(report({ patientNames: ['P1'], date: '20200101', text: 'D' }))).toEqual(['D', undefined, undefined]);
    expect(told(report({ patientNames: ['P2'], text: 'E' }))).toEqual([undefined, 'E', undefined]);
  });

  it('or none: another date, a patient of several studies without a date, an unknown name', () => {
    const reports = [
      report({ file: '1', patientNames: ['P2'], date: '20200506' }),
      report({ file: '2', patientNames: ['P1'] }),
      report({ file: '3', studyNames: ['S9'], entry: 4 }),
    ];
    const { problems, cases } = plan({ films, reports });
    expect(problems.map(({ code, detail }) => [code, detail['file'], detail['entry']])).toEqual([
      ['report-unmatched', '1', 0],
      ['report-unmatched', '2', 0],
      ['report-unmatched', '3', 4],
    ]);
    expect(cases.every(({ drafts }) => drafts.length === 0)).toBe(true);
  });

  it('of a prior is given to nobody, and of several of one source the first counts', () => {
    const found = plan({
      films,
      reports: [
        report({ studyNames: ['S0'] }),
        report({ studyNames: ['S1'] }),
        report({ studyNames: ['S1'], text: 'B' }),
      ],
    });
    expect(found.priorReports).toBe(1);
    expect(found.cases[0]).toMatchObject({ drafts: [{ text: 'Normal.' }], warnings: [{ code: 'report-again' }] });
  });

  it('with identifiers are marked, and the warning has kind and number but not the value', () => {
    const reports = [
      report({ studyNames: ['S1'], text: 'Zebedee seen 03/14/2019.', indication: 'Fever, MRN 9912345' }),
    ];
    const [first] = plan({ films, reports }).cases;
    expect(first?.drafts[0]?.marks).toMatchObject([
      { kind: 'name', start: 0, length: 7 },
      { kind: 'date', start: 13 },
    ]);
    expect(first?.warnings.map(({ detail }) => detail)).toEqual([
      { kind: 'number', count: 1, where: 'indication' },
      { kind: 'name', count: 1, where: 'reference' },
      { kind: 'date', count: 1, where: 'reference' },
    ]);
    expect(JSON.stringify(first?.warnings)).not.toMatch(/Zebedee|2019|9912345/);
  });
});
