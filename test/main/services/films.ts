import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import type { Attributes } from '#core/dicom/write.ts';

const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';

/** Everything in a header that may not survive import, each with a word that is looked for afterwards. */
export const PLANTED = {
  PatientName: 'Sentinel^Zebedee',
  PatientID: 'MRN-7781234',
  PatientBirthDate: '19610203',
  StudyDate: '20190807',
  AccessionNumber: 'ACC-55512',
  InstitutionName: 'Sentinel General Hospital',
  StudyDescription: 'CHEST PNEUMOTHORAX SENTINELFINDING',
  SeriesDescription: 'Sentinel series',
  ReferringPhysicianName: 'Sentinel^Referrer',
} as const satisfies Attributes;

/** A small chest film of a hospital. `shade` makes its pixels its own. */
export function film(
  shade: number,
  attributes: Attributes = {},
  { rows, columns } = { rows: 8, columns: 6 },
): Promise<Uint8Array> {
  const data = Uint16Array.from({ length: rows * columns }, (_, index) => shade * 50 + (index % 48));
  const frames = greyFrames({ rows, columns, bitsStored: 12, photometric: 'MONOCHROME2', data });
  const header: Attributes = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
    SOPInstanceUID: `1.2.3.4444.${shade}`,
    StudyInstanceUID: `1.2.3.5555.${shade}`,
    SeriesInstanceUID: `1.2.3.6666.${shade}`,
    Modality: 'DX',
    BodyPartExamined: 'CHEST',
    ViewPosition: 'PA',
    PatientSex: 'M',
    PatientAge: '061Y',
    ...PLANTED,
    ...attributes,
  };
  return encodeDicom(header, frames, EXPLICIT_LITTLE, null);
}
