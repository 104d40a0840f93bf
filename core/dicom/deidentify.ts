import { Failure } from '../errors.ts';
import type { WarningCode } from '../messages/warnings.ts';
import { ageText, parseAge } from './age.ts';
import { attributes, tagOf, type Keyword } from './attributes.ts';
import { nativePixels, pixelModule } from './encapsulate.ts';
import type { Frames } from './frames.ts';
import { greyAttributes } from './grey-attributes.ts';
import { greyOfColours } from './luminance.ts';
import { attributeName } from './names.ts';
import type { DicomFile } from './parse.ts';
import { cleanFrames } from './samples.ts';
import { isChest } from './select.ts';
import { explicitLittle } from './syntaxes.ts';
import { judgeView, type ChestView } from './view.ts';
import { writeDicom, type Attributes } from './write.ts';

/** The unique identifiers of the new file; opaque, made by the caller from chance. */
export interface OpaqueNames {
  readonly study: string;
  readonly series: string;
  readonly instance: string;
}

/** A rewritten image, what was kept of its header, and what was not. */
export interface Deidentified {
  readonly bytes: Uint8Array;
  readonly kept: { readonly sex?: 'F' | 'M' | 'O'; readonly age?: number; readonly view: ChestView };
  /** Every element of the source, with a value, that is not in the new file, or whose value was replaced. */
  readonly removed: readonly { readonly tag: string; readonly name: string }[];
  readonly warnings: readonly WarningCode[];
}

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/**
 * Rewrites an image without what identifies (PS3.15 annex E, Basic Profile with Retain Patient Characteristics). The
 * new file is made from an allow-list: explicit VR little endian, Secondary Capture, decoded pixels, how they become
 * grey, sex, age and view. Every text in it is one of this program's own words or a number written anew, so that no
 * free text, date, name, private element or overlay can pass. Throws dicom-render.
 */
export function deidentify(dicom: DicomFile, frames: Frames, names: OpaqueNames): Deidentified {
  const warnings: WarningCode[] = [];
  const pictures = greyPictures(dicom, frames, warnings);
  const view = judgeView(dicom);
  warnings.push(...view.warnings, ...burnedIn(dicom));
  const sex = (['F', 'M', 'O'] as const).find((letter) => letter === dicom.header.text('PatientSex')?.toUpperCase());
  const age = parseAge(dicom.header.text('PatientAge'));
  if (age === null && dicom.header.text('PatientAge') !== null) warnings.push('age-unreadable');
  const values: Attributes = {
    ...identity(names),
    ...profile,
    Modality: oneOf(dicom, 'Modality', modalities) ?? 'OT',
    PatientSex: sex ?? '',
    ...(age === null ? {} : { PatientAge: ageText(age) }),
    // Laterality must be there, if only empty, unless the part is known not to be one of a pair.
    ...(isChest(dicom) ? { BodyPartExamined: 'CHEST' } : { Laterality: '' }),
    ...orientation(dicom, view.view),
    ...maybe('BurnedInAnnotation', oneOf(dicom, 'BurnedInAnnotation', ['YES', 'NO'])),
    ...pixelModule(pictures),
    ...greyAttributes(dicom, pictures),
    ...compression(dicom),
  };
  return {
    bytes: writeDicom(values, explicitLittle, nativePixels(pictures.data)),
    kept: { ...(sex ? { sex } : {}), ...(age === null ? {} : { age }), view: view.view },
    removed: removedFrom(dicom, values),
    warnings,
  };
}

/** Cells cleared of what is not their sample: old overlays hide in the bits above it. */
function greyPictures(dicom: DicomFile, frames: Frames, warnings: WarningCode[]): Frames {
  if (frames.frames > 1) warnings.push('several-frames');
  if (frames.samplesPerPixel === 1) return cleanFrames(frames);
  const grey = greyOfColours(frames);
  if (!grey) throw new Failure('dicom-render', { file: dicom.file, reason: `colours as ${frames.photometric}` });
  warnings.push('colours');
  return grey;
}

function identity({ study, series, instance }: OpaqueNames): Attributes {
  return {
    ImageType: ['DERIVED', 'SECONDARY'],
    SOPClassUID: secondaryCapture,
    SOPInstanceUID: instance,
    StudyInstanceUID: study,
    SeriesInstanceUID: series,
    ConversionType: 'WSD',
    // Present and empty, as the standard asks (type 2).
    StudyDate: '',
    StudyTime: '',
    AccessionNumber: '',
    Manufacturer: '',
    ReferringPhysicianName: '',
    PatientName: '',
    PatientID: '',
    PatientBirthDate: '',
    StudyID: '',
    SeriesNumber: '',
    InstanceNumber: '1',
  };
}

/** What was done, in the codes of PS3.15 E.1 (CID 7050). */
const profile: Attributes = {
  PatientIdentityRemoved: 'YES',
  DeidentificationMethod: 'ALLOW LIST',
  DeidentificationMethodCodeSequence: [
    { CodeValue: '113100', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Basic Application Confidentiality Profile' },
    { CodeValue: '113108', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Retain Patient Characteristics Option' },
  ],
  LongitudinalTemporalInformationModified: 'REMOVED',
};

const modalities = ['CR', 'DX', 'RG', 'RF', 'OT'] as const;

function burnedIn(dicom: DicomFile): WarningCode[] {
  const said = oneOf(dicom, 'BurnedInAnnotation', ['YES', 'NO']);
  if (said === 'YES') return ['burned-in'];
  return said === null && dicom.header.text('SOPClassUID') === secondaryCapture ? ['burned-in-unknown'] : [];
}

/** A lateral keeps its side only where the header named one. */
function orientation(dicom: DicomFile, view: ChestView): Attributes {
  const directions = dicom.header.texts('PatientOrientation');
  const known = directions.length === 2 && directions.every((direction) => /^[APRLHF]{1,3}$/.test(direction));
  const side = oneOf(dicom, 'ViewPosition', ['LL', 'RL']);
  const position = view === 'PA' || view === 'AP' ? view : view === 'LATERAL' ? side : null;
  return { ...maybe('ViewPosition', position), PatientOrientation: known ? directions : '' };
}

function compression(dicom: DicomFile): Attributes {
  const lossy = dicom.header.text('LossyImageCompression') === '01' || !dicom.transferSyntax.lossless;
  const ratio = dicom.header.numbers('LossyImageCompressionRatio').filter((value) => Number.isFinite(value));
  const methods = dicom.header
    .texts('LossyImageCompressionMethod')
    .filter((method) => /^ISO_\d{5}_\d{1,2}$/.test(method));
  return {
    LossyImageCompression: lossy ? '01' : '00',
    ...(lossy && ratio.length > 0 ? { LossyImageCompressionRatio: ratio } : {}),
    ...(lossy && methods.length > 0 ? { LossyImageCompressionMethod: methods } : {}),
  };
}

function oneOf<T extends string>(dicom: DicomFile, keyword: Keyword, allowed: readonly T[]): T | null {
  const value = dicom.header.text(keyword)?.toUpperCase();
  return allowed.find((candidate) => candidate === value) ?? null;
}

function maybe(keyword: Keyword, value: string | null): Attributes {
  return value === null ? {} : { [keyword]: value };
}

/** Written under the same tag, but with a value that has nothing to do with the source's. */
const replaced: readonly Keyword[] = [
  'SOPClassUID',
  'SOPInstanceUID',
  'StudyInstanceUID',
  'SeriesInstanceUID',
  'ImageType',
  'InstanceNumber',
  'ConversionType',
];

function removedFrom(dicom: DicomFile, values: Attributes): { tag: string; name: string }[] {
  const kept = new Set<string>([tagOf('PixelData')]);
  for (const keyword of Object.keys(attributes) as Keyword[]) {
    const value = values[keyword];
    if (value !== undefined && value !== '' && !replaced.includes(keyword)) kept.add(tagOf(keyword));
  }
  return dicom.header
    .elements()
    .filter(
      ({ tag, value, items }) => !kept.has(tag) && !tag.endsWith('0000') && (value.length > 0 || items.length > 0),
    )
    .map(({ tag }) => ({ tag, name: attributeName(tag) }));
}
