import { Failure } from '../errors.ts';
import type { Keyword } from './attributes.ts';
import type { DicomFile } from './parse.ts';

/** How the samples of an image are stored (PS3.3 C.7.6.3, Image Pixel module), checked. */
export interface PixelLayout {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: 1 | 3;
  readonly photometric: string;
  /** Whether the samples lie in colour planes instead of pixel by pixel. */
  readonly planar: boolean;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

/** A film of 11,000 x 11,000 fits; what a hostile header asks for does not. Counts samples of all frames. */
const mostSamples = 2 ** 27;

/** Reads and checks the pixel module. Throws dicom-no-image or dicom-malformed. */
export function readLayout(dicom: DicomFile): PixelLayout {
  const { header, file } = dicom;
  if (header.bytes('FloatPixelData') || header.bytes('DoubleFloatPixelData')) {
    throw new Failure('dicom-no-image', { file, what: 'only floating point pixels' });
  }
  if (!header.bytes('PixelData') && !dicom.encapsulated)
    throw new Failure('dicom-no-image', { file, what: whatIsThere(dicom) });
  const layout: PixelLayout = {
    rows: required(dicom, 'Rows', 1, 65535),
    columns: required(dicom, 'Columns', 1, 65535),
    frames: optional(dicom, 'NumberOfFrames', 1, mostSamples, 1),
    samplesPerPixel: oneOf(dicom, 'SamplesPerPixel', [1, 3], optional(dicom, 'SamplesPerPixel', 1, 65535, 1)),
    photometric: header.text('PhotometricInterpretation') ?? malformed(dicom, 'PhotometricInterpretation is missing'),
    planar: optional(dicom, 'PlanarConfiguration', 0, 1, 0) === 1,
    bitsAllocated: oneOf(dicom, 'BitsAllocated', [8, 16, 32], required(dicom, 'BitsAllocated', 1, 65535)),
    ...readBits(dicom),
    signed: optional(dicom, 'PixelRepresentation', 0, 1, 0) === 1,
  };
  const samples = layout.rows * layout.columns * layout.frames * layout.samplesPerPixel;
  if (samples > mostSamples)
    malformed(dicom, `${layout.rows} x ${layout.columns} pixels in ${layout.frames} frames are too many`);
  return layout;
}

/** A high bit that contradicts the bits stored is a known header error: the lowest bits are then meant. */
function readBits(dicom: DicomFile): { bitsStored: number; highBit: number } {
  const allocated = required(dicom, 'BitsAllocated', 1, 65535);
  const bitsStored = optional(dicom, 'BitsStored', 1, allocated, allocated);
  const highBit = dicom.header.number('HighBit') ?? bitsStored - 1;
  return { bitsStored, highBit: highBit >= bitsStored - 1 && highBit < allocated ? highBit : bitsStored - 1 };
}

function required(dicom: DicomFile, keyword: Keyword, lowest: number, highest: number): number {
  if (dicom.header.number(keyword) === null) malformed(dicom, `${keyword} is missing`);
  return optional(dicom, keyword, lowest, highest, lowest);
}

function optional(dicom: DicomFile, keyword: Keyword, lowest: number, highest: number, otherwise: number): number {
  const value = dicom.header.number(keyword);
  if (value === null) return otherwise;
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
  const shown = Number.isNaN(value) ? JSON.stringify(dicom.header.text(keyword)) : value;
  return malformed(dicom, `${keyword} is ${shown}`);
}

function oneOf<N extends number>(dicom: DicomFile, keyword: Keyword, allowed: readonly N[], value: number): N {
  return allowed.find((candidate) => candidate === value) ?? malformed(dicom, `${keyword} is ${value}`);
}

function malformed(dicom: DicomFile, reason: string): never {
  throw new Failure('dicom-malformed', { file: dicom.file, reason });
}

function whatIsThere(dicom: DicomFile): string {
  const modality = dicom.header.text('Modality');
  return modality ? `no pixel data, modality ${modality}` : 'no pixel data';
}
