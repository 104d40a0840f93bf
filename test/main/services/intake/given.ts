import { zipSync, type Zippable } from 'fflate';
import { film, PLANTED } from '../films.ts';

/** A FHIR report of the film with this shade, as a hospital's system writes it. */
function fhirReport(shade: number, text: string): string {
  return JSON.stringify({
    resourceType: 'DiagnosticReport',
    status: 'final',
    imagingStudy: [{ identifier: { value: `urn:oid:1.2.3.5555.${shade}` } }],
    subject: { identifier: { value: PLANTED.PatientID } },
    presentedForm: [{ contentType: 'text/plain', data: Buffer.from(text).toString('base64') }],
  });
}

/** Two patients, one with an earlier film; a report each way; a broken film, clutter and somebody else's files. */
export async function hospitalFiles(): Promise<Record<string, Uint8Array>> {
  const text = (words: string): Uint8Array => Buffer.from(words);
  const one = await film(1, { PatientID: 'ONE-1', StudyDate: '20200301' });
  const study = { StudyInstanceUID: '1.2.3.5555.3', StudyDate: '20200401' };
  const whole = await film(5, { ...study, SOPInstanceUID: '1.2.3.4444.5' });
  return {
    'one/current.dcm': one,
    'one/copy.dcm': one,
    'one/earlier.dcm': await film(2, { PatientID: 'ONE-1', StudyDate: '20180301', ViewPosition: 'AP' }),
    'two/frontal.dcm': await film(3, study),
    'two/lateral.dcm': await film(4, { ...study, ViewPosition: 'LL' }),
    'two/cut.dcm': whole.subarray(0, whole.length - 20),
    // The last element are its pixels: 96 bytes, and 12 that say so.
    'two/empty.dcm': whole.subarray(0, whole.length - 108),
    'reports/one.json': text(
      fhirReport(1, `INDICATION: Cough.\nFINDINGS: Seen with ${PLANTED.PatientName.split('^')[0]}.`),
    ),
    'reports/lost.txt': text('A report of nobody.'),
    'two/frontal.txt': text('Clear lungs.'),
    'notes.dcm': text('No film at all. '.repeat(20)),
    'settings.json': text('{"theme": "dark"}'),
    'viewer/start.exe': text('MZ'),
    '.DS_Store': text('clutter'),
  };
}

export function zipped(files: Zippable): Buffer {
  return Buffer.from(zipSync(files));
}
