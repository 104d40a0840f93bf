import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { decodeFrames, type Frames } from '#core/dicom/frames.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import type { Attributes } from '#core/dicom/write.ts';

/** A small chest film with these attributes, as bytes. */
export async function madeBytes(attributes: Attributes, syntax = '1.2.840.10008.1.2.1'): Promise<Uint8Array> {
  const identity: Attributes = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.1', SOPInstanceUID: '2.25.1' };
  return encodeDicom({ ...identity, ...attributes }, madeFrames(), syntax, null);
}

/** The same, read back. */
export async function made(attributes: Attributes): Promise<DicomFile> {
  return parseDicom(await madeBytes(attributes), 'made.dcm');
}

export async function madeWithFrames(attributes: Attributes): Promise<{ dicom: DicomFile; frames: Frames }> {
  const dicom = await made(attributes);
  return { dicom, frames: await decodeFrames(dicom, null) };
}

function madeFrames(): Frames {
  const data = Uint16Array.from({ length: 12 * 10 }, (_, at) => (at * 37) % 4096);
  return greyFrames({ rows: 12, columns: 10, bitsStored: 12, photometric: 'MONOCHROME2', data });
}
