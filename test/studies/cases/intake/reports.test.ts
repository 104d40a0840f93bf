import { describe, expect, it } from 'vitest';
import { readFhir } from '#studies/cases/intake/fhir.ts';
import { readReportTable } from '#studies/cases/intake/reportTable.ts';
import { splitReport } from '#studies/cases/intake/sections.ts';
import { textReport } from '#studies/cases/intake/textReport.ts';

const REPORT = 'INDICATION: Cough for two weeks.\nFINDINGS: Clear lungs.\n\nIMPRESSION: Normal.';

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

describe('a report', () => {
  it('is split into why the film was taken and what it says', () => {
    const expected = { indication: 'Cough for two weeks.', text: 'FINDINGS: Clear lungs.\n\nIMPRESSION: Normal.' };
    expect(splitReport(REPORT)).toEqual(expected);
    expect(splitReport(REPORT.replaceAll('\n', ' '))).toMatchObject({ indication: 'Cough for two weeks.' });
    expect(splitReport('Lungs are clear. No history of surgery: none.')).toEqual({
      indication: '',
      text: 'Lungs are clear. No history of surgery: none.',
    });
    expect(splitReport('History: fever\r\nReason for exam: cough\r\n')).toEqual({
      indication: 'fever\ncough',
      text: '',
    });
  });

  it('of a text file is known by its file, in any of the usual encodings', () => {
    const utf8 = textReport(Buffer.from('Épanchement.'), 'a/case 7_report.txt');
    expect(utf8).toMatchObject({ text: 'Épanchement.', source: 'reference', indication: '' });
    expect(utf8.studyNames).toEqual(expect.arrayContaining(['case 7', 'a/case 7_report', 'a']));
    expect(textReport(Buffer.from('Épanchement.', 'latin1'), 'b.txt').text).toBe('Épanchement.');
    expect(textReport(Buffer.from('\ufeffÉpanchement.', 'utf16le'), 'c.txt').text).toBe('Épanchement.');
    expect(() => textReport(Uint8Array.of(1, 0, 2), 'd.txt')).toThrow(/zero bytes/);
    expect(() => textReport(Buffer.from(' \n'), 'e.txt')).toThrow(/empty/);
  });
});

describe('FHIR', () => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'r1',
    status: 'final',
    identifier: [{ value: 'ACC-1' }],
    subject: { reference: 'Patient/p1' },
    imagingStudy: [{ reference: '#i1' }],
    contained: [{ resourceType: 'ImagingStudy', id: 'i1', identifier: [{ value: 'urn:oid:1.2.840.99' }] }],
    effectiveDateTime: '2020-02-03T10:15:00+01:00',
    conclusion: 'Normal.',
    presentedForm: [{ contentType: 'text/plain; charset=utf-8', data: base64(REPORT.replace('Clear', 'Klar für')) }],
  };

  it('gives the text of the form, the names of study and patient, and the date', () => {
    const { reports, problems } = readFhir(JSON.stringify(report), 'r.json');
    expect(problems).toEqual([]);
    expect(reports).toEqual([
      {
        ...{ file: 'r.json', entry: null, origin: 'FHIR DiagnosticReport', source: 'reference', date: '20200203' },
        ...{ indication: 'Cough for two weeks.', text: 'FINDINGS: Klar für lungs.\n\nIMPRESSION: Normal.' },
        studyNames: ['ACC-1', '1.2.840.99'],
        patientNames: ['p1'],
      },
    ]);
  });

  it('takes the conclusion as the impression where the form does not hold it', () => {
    const form = [{ contentType: 'text/plain', data: base64('Clear lungs.') }];
    const { reports } = readFhir(
      JSON.stringify({ ...report, conclusion: 'No change.', presentedForm: form }),
      'r.json',
    );
    expect(reports[0]?.text).toBe('Clear lungs.\n\nImpression:\nNo change.');
    const { presentedForm: _, ...without } = report;
    expect(readFhir(JSON.stringify(without), 'r.json').reports[0]?.text).toBe('Normal.');
  });

  it('in a bundle knows the patients, and what is wrong with single reports is told without their values', () => {
    const entry = [
      { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', id: 'p1', identifier: [{ value: 'MRN-77' }] } },
      { resource: report },
      { resource: { ...report, status: 'entered-in-error' } },
      { resource: { ...report, conclusion: '', presentedForm: [{ contentType: 'application/pdf', data: 'x' }] } },
      { resource: { ...report, conclusion: 17 } },
      { resource: { ...report, presentedForm: [{ contentType: 'text/plain', data: '?secret?' }] } },
      { resource: { resourceType: 'Observation', id: 'o' } },
    ];
    const { reports, problems } = readFhir(JSON.stringify({ resourceType: 'Bundle', entry }), 'b.json');
    expect(reports.map(({ entry: number, patientNames }) => [number, patientNames])).toEqual([[2, ['MRN-77', 'p1']]]);
    expect(problems.map(({ code, detail }) => [code, detail['reason']])).toEqual([
      ['fhir', 'entry 3: its status is entered-in-error'],
      ['fhir', 'entry 4: its form is application/pdf'],
      ['fhir', 'entry 5: conclusion is not as FHIR R4 has it'],
      ['fhir', 'entry 6: its form is not base64'],
    ]);
  });

  it('without a report is refused', () => {
    expect(() => readFhir('{', 'x.json')).toThrow(/not JSON/);
    expect(() => readFhir('{"resourceType":"Patient"}', 'x.json')).toThrow(/no DiagnosticReport/);
    expect(() => readFhir('{"resourceType":"Bundle","entry":3}', 'x.json')).toThrow(/entry is not as FHIR/);
  });
});

describe('a table of reports', () => {
  it('names its reports by study or patient, and tells bad rows', () => {
    const table = [
      'accession,patient_id,findings,impression,indication,date,source',
      'ACC-1,,Clear.,Normal.,Cough,2020-02-03,',
      ',MRN-7,,Effusion.,,,resident',
      ',,Clear.,,,,',
      'ACC-2,,,,,,',
      'ACC-3',
    ].join('\n');
    const { reports, problems } = readReportTable(table, 't.csv');
    expect(reports).toMatchObject([
      { entry: 2, studyNames: ['ACC-1', 'ACC-1'], text: 'Findings:\nClear.\n\nImpression:\nNormal.', date: '20200203' },
      { entry: 3, patientNames: ['MRN-7'], text: 'Impression:\nEffusion.', source: 'resident', indication: '' },
    ]);
    expect(problems.map(({ detail }) => [detail['row'], detail['reason']])).toEqual([
      [4, 'names no case and no patient'],
      [5, 'holds no text'],
      [6, 'has 1 cells instead of 7'],
    ]);
    expect(() => readReportTable('a,b\n1,2', 't.csv')).toThrow(/csv-columns/);
  });
});
