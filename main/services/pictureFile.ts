import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { explicitLittle } from '#core/dicom/syntaxes.ts';
import type { Picture } from '#models/chexagent/image.ts';

/** The unique identifiers of a file that nobody keeps. */
export const PASSING_NAMES = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' } as const;

/** A plain picture as a DICOM file. The window of all 8 bits shows every grey as it is (PS3.3 C.11.2.1.2). */
export function pictureFile({ rows, columns, channels, data }: Picture): Promise<Uint8Array> {
  const greys = channels === 1 ? data : luminance(data);
  const frames = greyFrames({ rows, columns, bitsStored: 8, photometric: 'MONOCHROME2', data: greys });
  const header = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: PASSING_NAMES.instance,
    StudyInstanceUID: PASSING_NAMES.study,
    SeriesInstanceUID: PASSING_NAMES.series,
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
