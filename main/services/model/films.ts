import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { checkChest, checkRadiograph } from '#core/dicom/select.ts';
import { Failure } from '#core/errors.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import type { Picture } from '#models/chexagent/image.ts';
import { isJpeg } from './images.ts';

/**
 * A JPEG picture as it is, a DICOM film as its reader sees it at first. A header that names another part than the chest
 * is refused unless any part is welcome. Throws dicom-* or image-unreadable.
 */
export async function filmPicture(bytes: Uint8Array, file: string, anyPart: boolean): Promise<Picture> {
  const codecs = await loadCodecs();
  if (isJpeg(bytes)) return jpegPicture(bytes, file, codecs);
  const dicom = parseDicom(bytes, file);
  if (anyPart) checkRadiograph(dicom);
  else checkChest(dicom);
  return dicomPicture(dicom, codecs);
}

/** Through the viewer's grey pipeline, with the file's own window or VOI LUT. */
async function dicomPicture(dicom: DicomFile, codecs: Codecs): Promise<Picture> {
  const decoded = await decodeFrames(dicom, codecs);
  const frames = greyOfColours(decoded) ?? decoded;
  const data = renderGrey(frames, greyPipeline(dicom, frames), null);
  return { rows: frames.rows, columns: frames.columns, channels: 1, data };
}

async function jpegPicture(bytes: Uint8Array, file: string, { jpeg }: Codecs): Promise<Picture> {
  try {
    const { rows, columns, components, data } = await jpeg.decode(bytes);
    return { rows, columns, channels: components === 3 ? 3 : 1, data: Uint8Array.from(data) };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('image-unreadable', { file, reason }, thrown);
  }
}
