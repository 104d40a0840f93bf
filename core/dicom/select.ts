import { Failure } from '../errors.ts';
import type { WarningCode } from '../messages/warnings.ts';
import { tagOf, tagText, type Keyword } from './attributes.ts';
import type { Header } from './header.ts';
import type { DicomFile } from './parse.ts';
import { judgeView, type ChestView } from './view.ts';

/** Projection radiography, and what stands for it where films were scanned or captured. */
const modalities = new Set(['CR', 'DX', 'DR', 'RG', 'XR', 'RF', 'SC', 'OT', 'HC']);

const chest = /CHEST|THORA|TORA[XCK]|TÓRAX|BRUST|LUNG|PULMO|POUMON|PECHO|RIB|STERN|MEDIAST|HEART|CARDIAC|胸/iu;

/** A body part that says nothing. */
const unsaid = /^(|UNKNOWN|OTHER|DEFAULT|NONE|N\/A|NOT SPECIFIED|UNSPECIFIED)$/i;

/** Words of a description that name another part; asked only where no body part is given. */
const elsewhere =
  /\b(abdomen|abdominal|ankle|arm|calf|clavicle|dental|elbow|femur|finger|foot|forearm|hand|hip|humerus|jaw|kidney|knee|leg|mandible|neck|panoramic|pelvis|shoulder|sinus|skull|teeth|tibia|toe|tooth|wrist)\b/i;

const animal = /\b(canine|canis|dog|feline|felis|equine|equus|bovine|porcine|ovine|avian|veterinar\w*|kitten|puppy)\b/i;

/** Where a veterinary header says so in words. Of a person's name only the family name `Dog^...` counts. */
const animalPlaces: readonly Keyword[] = [
  'PatientSpeciesDescription',
  'PatientBreedDescription',
  'InstitutionName',
  'ResponsibleOrganization',
  'StudyDescription',
  'SeriesDescription',
  'ProtocolName',
  'AcquisitionDeviceProcessingDescription',
];

const descriptions: readonly Keyword[] = [
  'StudyDescription',
  'SeriesDescription',
  'ProtocolName',
  'AcquisitionDeviceProcessingDescription',
];

/**
 * Refuses what is surely no human chest radiograph; what the header does not say is let in with a warning.
 * Throws dicom-body-part. The reason shows one word of the header, never a name.
 */
export function checkChest(dicom: DicomFile): WarningCode[] {
  const warnings = checkRadiograph(dicom);
  const part = bodyPart(dicom.header);
  if (part === null) {
    checkDescriptions(dicom);
    warnings.push('body-part-missing');
  } else if (!chest.test(part)) {
    refuse(dicom, `body part ${part}`);
  }
  return warnings;
}

/** The same for a human radiograph of any part: rooms write the wrong part into a header, but not the wrong machine. */
export function checkRadiograph(dicom: DicomFile): WarningCode[] {
  const modality = dicom.header.text('Modality')?.toUpperCase() ?? null;
  if (modality !== null && !modalities.has(modality)) refuse(dicom, `modality ${modality}`);
  checkSpecies(dicom);
  return modality === null ? ['modality-missing'] : [];
}

/** Whether the header names the chest as the part of the body. */
export function isChest({ header }: DicomFile): boolean {
  return chest.test(bodyPart(header) ?? '');
}

/** The view of a chest radiograph as far as its header tells; OTHER where it does not. */
export function guessView(dicom: DicomFile): ChestView {
  return judgeView(dicom).view;
}

/** SNOMED CT and RT codes of Homo sapiens; any other coded species is an animal. */
const human = new Set(['337915000', 'L-85003']);

function checkSpecies(dicom: DicomFile): void {
  const { header } = dicom;
  for (const item of header.items('PatientSpeciesCodeSequence')) {
    const code = item.text('CodeValue');
    if (code && !human.has(code)) refuse(dicom, `species code ${code}`);
  }
  const species = header.text('PatientSpeciesDescription');
  if (species && !/homo sapiens|human/i.test(species)) refuse(dicom, `species ${species}`);
  for (const keyword of animalPlaces) {
    const word = animal.exec(header.texts(keyword).join(' '))?.[0];
    if (word) refuse(dicom, `veterinary header: ${JSON.stringify(word)} in ${tagText(tagOf(keyword))}`);
  }
  for (const item of header.items('PerformedProtocolCodeSequence')) {
    const word = animal.exec(item.text('CodeMeaning') ?? '')?.[0];
    if (word) refuse(dicom, `veterinary header: ${JSON.stringify(word)} in the protocol`);
  }
  if (/^dog(\^|$)/i.test(header.text('PatientName') ?? '')) refuse(dicom, 'veterinary header: the family name is Dog');
}

function checkDescriptions(dicom: DicomFile): void {
  const words = descriptions.map((keyword) => dicom.header.texts(keyword).join(' ')).join(' ');
  const word = elsewhere.exec(words)?.[0];
  if (word && !chest.test(words)) refuse(dicom, `no body part, and the description says ${word}`);
}

/** The body part, or the coded region where a file has that instead; null where nothing is said. */
function bodyPart(header: Header): string | null {
  const part = header.text('BodyPartExamined') ?? header.items('AnatomicRegionSequence')[0]?.text('CodeMeaning') ?? '';
  return unsaid.test(part) ? null : part;
}

function refuse(dicom: DicomFile, reason: string): never {
  throw new Failure('dicom-body-part', { file: dicom.file, reason });
}
