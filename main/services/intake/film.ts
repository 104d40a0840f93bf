import { encode as encodePng } from 'fast-png';
import type { Codecs } from '#core/dicom/codecs.ts';
import { deidentify, type Deidentified } from '#core/dicom/deidentify.ts';
import type { Frames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { mayBeLettered } from '#core/dicom/look/lettering.ts';
import { looksUnlike } from '#core/dicom/look/likeness.ts';
import { shrink, type GreyPicture } from '#core/dicom/look/mirror.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { namesOtherView } from '#core/dicom/view.ts';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { WarningCode } from '#core/messages/warnings.ts';
import { hashBytes } from '#main/services/files.ts';
import { allDoubts, readFilm } from '#main/services/importCase.ts';
import { isPicture } from '#main/services/model/images.ts';
import { PASSING_NAMES } from '#main/services/pictureFile.ts';
import { viewOf } from '#studies/cases/cells.ts';
import type { FoundFilm } from '#studies/cases/intake/found.ts';
import { headerFacts, type HeaderFacts } from '#studies/cases/intake/headerFacts.ts';

/** A film as the intake sees it. */
export interface SeenFilm {
  readonly film: FoundFilm;
  /** A small PNG; null where the pixels can't be read. */
  readonly thumbnail: Uint8Array | null;
  /** What taking it in would leave out of its header. */
  readonly removed: Deidentified['removed'];
}

/** Longer side of a thumbnail, in pixels: sharp at twice the size of a CSS pixel. */
const THUMBNAIL = 320;

const NO_FACTS: HeaderFacts = {
  ...{ patient: null, study: null, taken: null },
  ...{ studyNames: [], patientNames: [], secrets: [] },
};

/**
 * Looks at one film as taking it in would read it. A DICOM file whose pixels can't be used is a film with a problem, so
 * that it stands beside the others of its patient; throws dicom-not and image-* for what is none at all.
 */
export async function seeFilm(bytes: Uint8Array, file: string, codecs: Codecs): Promise<SeenFilm> {
  if (isPicture(bytes)) return lookedAt(bytes, file, NO_FACTS, codecs);
  const dicom = parseDicom(bytes, file);
  try {
    return await lookedAt(bytes, file, headerFacts(dicom.header), codecs);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { film: uselessFilm(dicom, toFailureData(thrown)), thumbnail: null, removed: [] };
  }
}

async function lookedAt(bytes: Uint8Array, file: string, facts: HeaderFacts, codecs: Codecs): Promise<SeenFilm> {
  const { dicom, frames, doubts } = await readFilm({ bytes, file, anyPart: true }, codecs);
  const made = deidentify(dicom, frames, PASSING_NAMES);
  const { kept, removed } = made;
  const { rows, columns, data } = frames;
  const picture = shownPicture(dicom, frames);
  // A picture's name is all that may tell its view.
  const view = isPicture(bytes) ? (viewOf(file.slice(file.lastIndexOf('/') + 1)).view ?? 'OTHER') : kept.view;
  const film = {
    ...{ file, ...facts, view, rows, columns, problem: null },
    ...(kept.sex === undefined ? {} : { sex: kept.sex }),
    ...(kept.age === undefined ? {} : { age: kept.age }),
    pixels: hashBytes(`${rows} ${columns} ${hashBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`),
    warnings: [...new Set<WarningCode>([...allDoubts(doubts, made), ...doubtsOf(dicom, picture, view)])],
  };
  return { film, thumbnail: thumbnailOf(picture), removed: isPicture(bytes) ? [] : removed };
}

function shownPicture(dicom: DicomFile, decoded: Frames): GreyPicture {
  const frames = greyOfColours(decoded) ?? decoded;
  const { rows, columns } = frames;
  return { rows, columns, data: renderGrey(frames, greyPipeline(dicom, frames), null) };
}

function doubtsOf(dicom: DicomFile, picture: GreyPicture, view: FoundFilm['view']): WarningCode[] {
  const { header } = dicom;
  const side = header.text('ImageLaterality') ?? header.text('Laterality');
  return [
    ...(mayBeLettered(picture) ? (['burned-in-suspected'] as const) : []),
    ...(looksUnlike(picture, view) ? (['view-doubted'] as const) : []),
    ...(namesOtherView(dicom) ? (['view-described-otherwise'] as const) : []),
    ...(side === 'L' || side === 'R' ? (['side-on-chest'] as const) : []),
  ];
}

function uselessFilm({ file, header }: DicomFile, problem: FailureData): FoundFilm {
  return {
    ...{ file, ...headerFacts(header), view: 'OTHER', warnings: [], pixels: null, problem },
    rows: header.number('Rows') ?? 0,
    columns: header.number('Columns') ?? 0,
  };
}

function thumbnailOf(picture: GreyPicture): Uint8Array {
  const share = Math.min(1, THUMBNAIL / Math.max(picture.rows, picture.columns));
  const height = Math.max(1, Math.round(picture.rows * share));
  const width = Math.max(1, Math.round(picture.columns * share));
  const data = Uint8Array.from(shrink(picture, height, width), Math.round);
  return encodePng({ width, height, data, depth: 8, channels: 1 });
}
