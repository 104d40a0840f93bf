import { deidentify } from '#core/dicom/deidentify.ts';
import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { explicitLittle } from '#core/dicom/syntaxes.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import type { Picture } from '#models/chexagent/image.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import { filmPicture } from './films.ts';
import { agentImage, isPicture } from './images.ts';

/** A film that a person chose to ask a model about. */
export interface ShownFilm {
  /** As the model takes it. */
  readonly image: AgentImage;
  /** The same pixels as a DICOM file for the viewer: decoded, and without a word that identifies. */
  readonly bytes: Uint8Array;
}

const NAMES = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' } as const;

/** Reads a DICOM, PNG or JPEG file; its name is for messages only. Throws dicom-*, image-unreadable, image-not-radiograph. */
export async function showFilm(bytes: Uint8Array, name: string, anyPart: boolean): Promise<ShownFilm> {
  const image = await agentImage(bytes, name, filmPicture, anyPart);
  return { image, bytes: isPicture(bytes) ? await pictureFile(image.picture) : await cleanFile(bytes, name) };
}

async function cleanFile(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const dicom = parseDicom(bytes, name);
  const frames = await decodeFrames(dicom, await loadCodecs());
  return deidentify(dicom, frames, NAMES).bytes;
}

/** The window of all 8 bits shows every grey as it is (PS3.3 C.11.2.1.2). */
function pictureFile({ rows, columns, channels, data }: Picture): Promise<Uint8Array> {
  const greys = channels === 1 ? data : luminance(data);
  const frames = greyFrames({ rows, columns, bitsStored: 8, photometric: 'MONOCHROME2', data: greys });
  const header = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: NAMES.instance,
    StudyInstanceUID: NAMES.study,
    SeriesInstanceUID: NAMES.series,
    Modality: 'OT',
    WindowCenter: 128,
    WindowWidth: 256,
  };
  return encodeDicom(header, frames, explicitLittle, null);
}

/** ITU-R BT.601; the channels of a radiograph differ by rounding only. */
function luminance(data: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: data.length / 3 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * pixel, 3 * pixel + 3);
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  });
}
