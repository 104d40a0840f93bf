import type { Codecs } from '#core/dicom/codecs.ts';
import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { explicitLittle, implicitLittle } from '#core/dicom/syntaxes.ts';
import type { Attributes } from '#core/dicom/write.ts';
import { sha256 } from '#core/digest.ts';
import type { PhantomImage } from '#models/training/phantom.ts';
import { phantomBits } from '#models/training/phantom/exposure.ts';
import { millimetresPerUnit } from '#models/training/phantom/measure.ts';
import type { PhantomSpec } from '#models/training/phantom/spec.ts';

/** How a demo image is stored: the ways that real archives hold them. */
export interface Storage {
  readonly syntax: string;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
  readonly bits: 8 | 12;
  /** Number of windows in the header. */
  readonly windows: 0 | 1 | 2;
}

const rle = '1.2.840.10008.1.2.5';
const jpegBaseline = '1.2.840.10008.1.2.4.50';
const jpegLs = '1.2.840.10008.1.2.4.80';
const jpeg2000 = '1.2.840.10008.1.2.4.90';

/** Taken in turn, image after image. */
export const storages: readonly Storage[] = [
  { syntax: explicitLittle, photometric: 'MONOCHROME2', bits: 12, windows: 1 },
  { syntax: jpegLs, photometric: 'MONOCHROME2', bits: 12, windows: 0 },
  { syntax: rle, photometric: 'MONOCHROME1', bits: 12, windows: 1 },
  { syntax: jpeg2000, photometric: 'MONOCHROME2', bits: 12, windows: 2 },
  { syntax: jpegBaseline, photometric: 'MONOCHROME2', bits: 8, windows: 0 },
  { syntax: explicitLittle, photometric: 'MONOCHROME1', bits: 12, windows: 0 },
  { syntax: implicitLittle, photometric: 'MONOCHROME2', bits: 12, windows: 1 },
];

/** Where an image belongs, for its header. */
export interface Place {
  readonly case: number;
  readonly image: number;
  readonly prior: boolean;
  readonly seed: number;
}

/** Stored values of a phantom in one of the storages: inverted for MONOCHROME1, cut to 8 bits for baseline JPEG. */
export function storedPixels(image: PhantomImage, storage: Storage): Uint8Array | Uint16Array {
  const shift = phantomBits - storage.bits;
  const top = 2 ** storage.bits - 1;
  const inverted = storage.photometric === 'MONOCHROME1';
  const stored = storage.bits === 8 ? new Uint8Array(image.pixels.length) : new Uint16Array(image.pixels.length);
  for (let index = 0; index < stored.length; index++) {
    const value = (image.pixels[index] as number) >> shift;
    stored[index] = inverted ? top - value : value;
  }
  return stored;
}

/** The image as a DICOM file with a full header, as it would come from a hospital: import has something to remove. */
export function demoDicom(
  spec: PhantomSpec,
  image: PhantomImage,
  storage: Storage,
  place: Place,
  codecs: Codecs,
): Promise<Uint8Array> {
  const frames = greyFrames({
    rows: image.rows,
    columns: image.columns,
    bitsStored: storage.bits,
    photometric: storage.photometric,
    data: storedPixels(image, storage),
  });
  const attributes = { ...header(spec, place, image.columns), ...grey(storage) };
  return encodeDicom(attributes, frames, storage.syntax, codecs);
}

const digitalXray = '1.2.840.10008.5.1.4.1.1.1.1';

function header(spec: PhantomSpec, place: Place, columns: number): Attributes {
  const number = String(place.case + 1).padStart(4, '0');
  const session = `${place.seed} ${place.case} ${place.prior ? 'prior' : 'current'}`;
  const millimetres = (2 * millimetresPerUnit) / columns;
  return {
    SpecificCharacterSet: 'ISO_IR 100',
    ImageType: ['ORIGINAL', 'PRIMARY'],
    SOPClassUID: digitalXray,
    SOPInstanceUID: uid(`instance ${session} ${place.image}`),
    StudyInstanceUID: uid(`study ${session}`),
    SeriesInstanceUID: uid(`series ${session}`),
    StudyDate: place.prior ? '29990101' : '29990214',
    StudyTime: '120000',
    AccessionNumber: `NOT-REAL-${number}`,
    Modality: 'DX',
    PresentationIntentType: 'FOR PRESENTATION',
    Manufacturer: 'Imaginary Imaging',
    InstitutionName: 'Hospital of Nowhere',
    ReferringPhysicianName: 'Fictitious^Referrer',
    StudyDescription: `CHEST ${spec.findings.map((each) => each.kind.toUpperCase()).join(' ') || 'NORMAL'}`.slice(
      0,
      64,
    ),
    SeriesDescription: spec.view,
    PatientName: `Fictitious^Patient ${number}`,
    PatientID: `FICTITIOUS-${number}`,
    PatientBirthDate: `${2999 - spec.age}0101`,
    PatientSex: spec.sex,
    PatientAge: `${String(spec.age).padStart(3, '0')}Y`,
    BodyPartExamined: 'CHEST',
    ViewPosition: spec.view === 'LATERAL' ? 'LL' : spec.view,
    ImagerPixelSpacing: [millimetres, millimetres],
    StudyID: number,
    SeriesNumber: 1,
    InstanceNumber: place.image + 1,
    BurnedInAnnotation: 'NO',
    LossyImageCompression: '00',
  };
}

/** Window and shape; a window stands in the units of the stored values, so MONOCHROME1 turns it round. */
function grey({ bits, photometric, windows }: Storage): Attributes {
  const inverted = photometric === 'MONOCHROME1';
  const top = 2 ** bits - 1;
  const centres = [0.48, 0.38].map((share) => Math.round(top * (inverted ? 1 - share : share)));
  const widths = [0.92, 0.66].map((share) => Math.round(top * share));
  return {
    PresentationLUTShape: inverted ? 'INVERSE' : 'IDENTITY',
    RescaleIntercept: 0,
    RescaleSlope: 1,
    RescaleType: 'US',
    ...(windows === 0 ? {} : { WindowCenter: centres.slice(0, windows), WindowWidth: widths.slice(0, windows) }),
    ...(windows === 2 ? { WindowCenterWidthExplanation: ['STANDARD', 'LUNG'] } : {}),
  };
}

/** A unique identifier from a name (PS3.5 annex B.2 form, 128 bits of the name's digest). */
function uid(name: string): string {
  return `2.25.${BigInt(`0x${sha256(`chexstudy demo ${name}`).slice(0, 32)}`)}`;
}
