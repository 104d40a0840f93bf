import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isDirectory, readDirectory } from '#core/dicom/directory.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { isStructuredReport, readStructuredReport } from '#core/dicom/structuredReport.ts';
import { dataFolder } from '#test/data.ts';
import { made } from './made.ts';

const golden = join(import.meta.dirname, '../../golden/intake');
const expected = JSON.parse(readFileSync(join(golden, 'intake.json'), 'utf8')) as {
  reports: Record<string, [heading: string, text: string][]>;
  directory: string[];
};

function read(...path: string[]): DicomFile {
  return parseDicom(readFileSync(join(golden, ...path)), path.at(-1) ?? '');
}

describe('a structured report', () => {
  it.each(Object.keys(expected.reports))('says what pydicom reads in %s, in every character set', (name) => {
    const report = readStructuredReport(read(name));
    const items = report.sections.flatMap(({ heading, lines }) => lines.map((line) => [heading, line]));
    expect(items).toEqual(expected.reports[name]);
  });

  it('leaves out who wrote it, and counts that', () => {
    expect(readStructuredReport(read('basic-text.dcm')).leftOut).toBe(2);
    expect(readStructuredReport(read('enhanced.dcm')).leftOut).toBe(1);
    expect(JSON.stringify(readStructuredReport(read('enhanced.dcm')))).not.toMatch(/Olga|Observer/);
  });

  it('is told from a film, and is none without words', async () => {
    expect(isStructuredReport(read('basic-text.dcm'))).toBe(true);
    expect(isStructuredReport(read('disc', 'FILMS', 'IM0001'))).toBe(false);
    const empty = await made({ ValueType: 'CONTAINER' });
    expect(() => readStructuredReport(empty)).toThrow(/dicom-report.*no words/);
  });

  it('with measurements of another program is read as well', (context) => {
    const data = dataFolder();
    if (data === null) return context.skip('no real data');
    const report = readStructuredReport(
      parseDicom(readFileSync(join(data, 'dicom', 'sample-sr.dcm')), 'sample-sr.dcm'),
    );
    expect(report.sections).toContainEqual({
      heading: 'Measurement Group',
      lines: ['Long Axis: 64.4505437946691 1', 'Short Axis: 42.9670291964462 1'],
    });
  });
});

describe('a DICOMDIR', () => {
  it('names the files that pydicom lists', () => {
    const dicom = read('disc', 'DICOMDIR');
    expect(isDirectory(dicom)).toBe(true);
    expect(isDirectory(read('disc', 'REPORT'))).toBe(false);
    const entries = readDirectory(dicom);
    expect(entries.map(({ path }) => path).sort()).toEqual(expected.directory.toSorted());
    expect(entries.map(({ type }) => type)).toEqual(expect.arrayContaining(['IMAGE', 'SR DOCUMENT']));
  });

  it('leaves out records that are no longer in use, and may not lead out of its medium', async () => {
    const one = { DirectoryRecordType: 'IMAGE', ReferencedFileID: ['A', 'B'] };
    const records = [one, { ...one, RecordInUseFlag: 0 }, { DirectoryRecordType: 'PATIENT' }];
    const dicom = await made({ DirectoryRecordSequence: records });
    expect(readDirectory(dicom)).toEqual([{ type: 'IMAGE', path: 'A/B' }]);
    for (const path of [['..', 'A'], ['/etc'], ['C:']]) {
      const hostile = await made({ DirectoryRecordSequence: [{ ...one, ReferencedFileID: path }] });
      expect(() => readDirectory(hostile)).toThrow(/leads out/);
    }
  });
});
