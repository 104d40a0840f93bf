import { randomUUID } from 'node:crypto';
import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames, type Frames } from '#core/dicom/frames.ts';
import { deidentify, type Deidentified } from '#core/dicom/deidentify.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { checkChest, checkRadiograph } from '#core/dicom/select.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import type { Draft, StudyCase, View } from '#studies/cases/case.ts';
import { filmPicture } from './model/films.ts';
import { agentImage, isPicture } from './model/images.ts';
import { pictureFile } from './pictureFile.ts';

/** A case as it comes in; nothing of it but what is named in `StudyCase` enters the study in the clear. */
export interface NewCase {
  readonly indication: string;
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  /** For practice before the study. */
  readonly practice?: boolean;
  /** `file` is only for messages. A view of null is taken from the file's header. */
  readonly images: readonly NewImage[];
  readonly drafts: readonly Omit<Draft, 'case'>[];
}

export interface NewImage {
  readonly file: string;
  /** DICOM, PNG or JPEG. */
  readonly bytes: Uint8Array;
  readonly view: View | null;
  readonly prior: boolean;
  /** Whether a header that names another part than the chest is let in, with a warning. */
  readonly anyPart?: boolean;
}

/** A doubt about one image that did not keep it out. */
export interface ImportWarning {
  readonly code: WarningCode;
  readonly file: string;
}

/** A case as the study keeps it: `case.json` and its image files. */
export interface ImportedCase {
  readonly case: StudyCase;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly removed: Deidentified['removed'];
  readonly warnings: readonly ImportWarning[];
}

/** Decodes and rewrites every image of a case without what identifies (PS3.15). Throws a dicom failure. */
export async function importCase(id: string, incoming: NewCase, codecs: Codecs): Promise<ImportedCase> {
  const uids = { study: newUid(), series: newUid() };
  const images = [];
  for (const image of incoming.images) images.push(await importImage(image, uids, codecs));
  const sex = incoming.sex ?? images.find((image) => image.kept.sex)?.kept.sex;
  const age = incoming.age ?? images.find((image) => image.kept.age !== undefined)?.kept.age;
  return {
    case: {
      format: 1,
      id,
      indication: incoming.indication,
      ...(sex === undefined ? {} : { sex }),
      ...(age === undefined ? {} : { age }),
      ...(incoming.practice ? { practice: true } : {}),
      images: images.map(({ view, prior, rows, columns }, index) => ({
        file: fileName(index),
        view,
        prior,
        rows,
        columns,
      })),
    },
    files: images.map(({ bytes }, index) => ({ name: fileName(index), bytes })),
    removed: images.flatMap((image) => image.removed),
    warnings: images.flatMap(({ file, warnings }) => [...new Set(warnings)].map((code) => ({ code, file }))),
  };
}

function fileName(index: number): string {
  return `i${index + 1}.dcm`;
}

async function importImage(image: NewImage, uids: { study: string; series: string }, codecs: Codecs) {
  const { dicom, frames, doubts } = await readFilm(image, codecs);
  const made = deidentify(dicom, frames, { ...uids, instance: newUid() });
  const { rows, columns } = frames;
  const { file, prior } = image;
  const view = image.view ?? made.kept.view;
  return { ...made, warnings: allDoubts(doubts, made), view, file, prior, rows, columns };
}

/** All there is to doubt about a film. That a plain picture has no header says more than what its header lacks. */
export function allDoubts(doubts: readonly WarningCode[], { warnings }: Deidentified): WarningCode[] {
  const lacking: readonly WarningCode[] = doubts.includes('picture') ? ['view-unknown', 'burned-in-unknown'] : [];
  return [...doubts, ...warnings.filter((code) => !lacking.includes(code))];
}

/** A film decoded, with what there is to doubt about its header. */
export interface ReadFilm {
  readonly dicom: DicomFile;
  readonly frames: Frames;
  readonly doubts: readonly WarningCode[];
}

/** Reads a DICOM film, or a plain picture as one. Throws a dicom or an image failure. */
export async function readFilm(
  { bytes, file, anyPart = false }: Pick<NewImage, 'bytes' | 'file' | 'anyPart'>,
  codecs: Codecs,
): Promise<ReadFilm> {
  if (isPicture(bytes)) {
    const { picture } = await agentImage(bytes, file, filmPicture);
    const dicom = parseDicom(await pictureFile(picture), file);
    return { dicom, frames: await decodeFrames(dicom, codecs), doubts: ['picture'] };
  }
  const dicom = parseDicom(bytes, file);
  const doubts = anyPart ? doubtsOfPart(dicom) : checkChest(dicom);
  return { dicom, frames: await decodeFrames(dicom, codecs), doubts };
}

function doubtsOfPart(dicom: DicomFile): WarningCode[] {
  try {
    return checkChest(dicom);
  } catch {
    // Refused once more where it is no human radiograph at all.
    return [...checkRadiograph(dicom), 'body-part-wrong'];
  }
}

/** A unique identifier from a random UUID (PS3.5 annex B.2). */
function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
