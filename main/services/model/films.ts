import type { Codecs } from '#core/dicom/codecs.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { Failure } from '#core/errors.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import type { Picture } from '#models/chexagent/image.ts';

/** A JPEG picture as it is, a DICOM film as its reader sees it at first. Throws dicom-* or image-unreadable. */
export async function filmPicture(bytes: Uint8Array, file: string): Promise<Picture> {
  const codecs = await loadCodecs();
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegPicture(bytes, file, codecs) : dicomPicture(bytes, file, codecs);
}

/** Through the viewer's grey pipeline, with the file's own window or VOI LUT. */
async function dicomPicture(bytes: Uint8Array, file: string, codecs: Codecs): Promise<Picture> {
  const dicom = parseDicom(bytes, file);
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
