import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explicitLittle } from '#core/dicom/syntaxes.ts';
import { writeDicom } from '#core/dicom/write.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import type { PhantomSpec } from '#models/training/phantom/spec.ts';
import { demoDicom, storages } from '#studies/demo/dicom.ts';

const SIDE = 64;

/** Words that identify, label or date a film; none may survive import. */
export const FILM_SECRETS = ['Blinding^Doe', 'MRN-774411', 'Pneumonia of the right lower lobe', 'Saint Elsewhere'];

/** Writes a small film whose header holds every one of `FILM_SECRETS`, and whose pixels may hold a text. */
export function writeLabelledFilm(folder: string, name: string, inPixels = '', part = 'CHEST'): void {
  const [patient = '', number = '', finding = '', hospital = ''] = FILM_SECRETS;
  const pixels = Uint16Array.from({ length: SIDE * SIDE }, (_, index) => (index * 7) % 4096);
  // Two letters in a word, as bytes in the file; ASCII stays within 16 bits.
  for (let index = 0; index + 1 < inPixels.length; index += 2) {
    pixels[index / 2] = inPixels.charCodeAt(index) | (inPixels.charCodeAt(index + 1) << 8);
  }
  const bytes = writeDicom(
    {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
      SOPInstanceUID: '2.25.1',
      StudyInstanceUID: '2.25.2',
      SeriesInstanceUID: '2.25.3',
      Modality: 'DX',
      BodyPartExamined: part,
      ViewPosition: 'PA',
      PatientName: patient,
      PatientID: number,
      PatientSex: 'F',
      PatientAge: '061Y',
      StudyDate: '20240229',
      StudyDescription: finding,
      SeriesDescription: finding,
      InstitutionName: hospital,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: SIDE,
      Columns: SIDE,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 0,
    },
    explicitLittle,
    pixels,
  );
  writeFileSync(join(folder, name), bytes);
}

/** What a hospital's export looks like: phantoms of three patients, one with a prior, a report, a film that was cut off. */
export async function writeHospitalFolder(folder: string): Promise<void> {
  const films: readonly (readonly [patient: number, view: PhantomSpec['view'], prior: boolean])[] = [
    [0, 'PA', false],
    [0, 'LATERAL', false],
    [0, 'PA', true],
    [1, 'PA', false],
    [2, 'AP', false],
  ];
  for (const [image, [patient, view, prior]] of films.entries()) {
    const spec: PhantomSpec = { patient, exposure: image, view, sex: 'F', age: 58, findings: [] };
    const place = { case: patient, image, prior, seed: 1 };
    // Uncompressed films need no codec.
    const bytes = await demoDicom(spec, renderPhantom(spec, 256), storages[0]!, place, null as never);
    mkdirSync(join(folder, `patient ${patient + 1}`), { recursive: true });
    writeFileSync(join(folder, `patient ${patient + 1}`, `${image}.dcm`), bytes);
    writeFileSync(join(folder, 'cut.dcm'), bytes.subarray(0, bytes.length >> 1));
  }
  writeFileSync(join(folder, 'report.json'), JSON.stringify(fhirReport()));
}

/** Of the first patient, with a name and a date in it. */
function fhirReport(): unknown {
  const text =
    'INDICATION: Cough.\nFINDINGS: Clear lungs. Discussed with Dr. Jane Roe on 03/14/2019.\nIMPRESSION: Normal.';
  return {
    resourceType: 'DiagnosticReport',
    status: 'final',
    subject: { identifier: { value: 'FICTITIOUS-0001' } },
    effectiveDateTime: '2999-02-14',
    presentedForm: [{ contentType: 'text/plain', data: Buffer.from(text).toString('base64') }],
  };
}
