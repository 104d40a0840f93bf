import { deidentify } from '#core/dicom/deidentify.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { PASSING_NAMES, pictureFile } from '#main/services/pictureFile.ts';
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

/** Reads a DICOM, PNG or JPEG file; its name is for messages only. Throws dicom-*, image-unreadable, image-not-radiograph. */
export async function showFilm(bytes: Uint8Array, name: string, anyPart: boolean): Promise<ShownFilm> {
  const image = await agentImage(bytes, name, filmPicture, anyPart);
  return { image, bytes: isPicture(bytes) ? await pictureFile(image.picture) : await cleanFile(bytes, name) };
}

async function cleanFile(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const dicom = parseDicom(bytes, name);
  const frames = await decodeFrames(dicom, await loadCodecs());
  return deidentify(dicom, frames, PASSING_NAMES).bytes;
}
