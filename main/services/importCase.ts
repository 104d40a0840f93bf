import { randomUUID } from 'node:crypto';
import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { deidentify, type Deidentified } from '#core/dicom/deidentify.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { checkChest } from '#core/dicom/select.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import type { Draft, StudyCase, View } from '#studies/cases/case.ts';

/** A case as it comes in; nothing of it but what is named in `StudyCase` enters the study in the clear. */
export interface NewCase {
  readonly indication: string;
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  /** `file` is only for messages. A view of null is taken from the file's header. */
  readonly images: readonly NewImage[];
  readonly drafts: readonly Omit<Draft, 'case'>[];
}

export interface NewImage {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly view: View | null;
  readonly prior: boolean;
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

async function importImage(
  { file, bytes, view, prior }: NewImage,
  uids: { study: string; series: string },
  codecs: Codecs,
) {
  const dicom = parseDicom(bytes, file);
  const doubts = checkChest(dicom);
  const frames = await decodeFrames(dicom, codecs);
  const made = deidentify(dicom, frames, { ...uids, instance: newUid() });
  const { rows, columns } = frames;
  return { ...made, warnings: [...doubts, ...made.warnings], view: view ?? made.kept.view, file, prior, rows, columns };
}

/** A unique identifier from a random UUID (PS3.5 annex B.2). */
function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
