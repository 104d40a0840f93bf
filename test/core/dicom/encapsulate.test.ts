import { describe, expect, it } from 'vitest';
import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { seededRandom } from '#core/random.ts';
import { loadCodecs } from '#main/services/codecs.ts';

const codecs = await loadCodecs();
const attributes = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.1',
  SOPInstanceUID: '2.25.1',
  Modality: 'DX',
  PatientSex: 'F',
  PatientAge: '061Y',
  WindowCenter: 2048,
  WindowWidth: 4096,
};

/** A film with structure and noise, of odd width, so that padding and runs both occur. */
function film(bitsStored: number, rows = 61, columns = 83): ReturnType<typeof greyFrames> {
  const random = seededRandom(7);
  const data = bitsStored > 8 ? new Uint16Array(rows * columns) : new Uint8Array(rows * columns);
  const largest = 2 ** bitsStored - 1;
  for (let at = 0; at < data.length; at++) {
    const column = at % columns;
    data[at] = column < 20 ? 0 : Math.min(largest, Math.round((column / columns) * largest) + random.integer(3));
  }
  return greyFrames({ rows, columns, bitsStored, photometric: 'MONOCHROME2', data });
}

const lossless = [
  ['implicit little endian', '1.2.840.10008.1.2'],
  ['explicit little endian', '1.2.840.10008.1.2.1'],
  ['RLE', '1.2.840.10008.1.2.5'],
  ['JPEG-LS', '1.2.840.10008.1.2.4.80'],
  ['JPEG 2000', '1.2.840.10008.1.2.4.90'],
] as const;

describe('encodeDicom', () => {
  describe.each(lossless)('%s', (_, uid) => {
    it.each([8, 10, 12, 16])('gives every sample of %i bits back', async (bits) => {
      const frames = film(bits);
      const dicom = parseDicom(await encodeDicom(attributes, frames, uid, codecs), 'made');
      expect(dicom.transferSyntax.uid).toBe(uid);
      expect(await decodeFrames(dicom, codecs)).toEqual(frames);
      expect(dicom.header.text('PatientAge')).toBe('061Y');
      expect(dicom.header.number('WindowWidth')).toBe(4096);
    });
  });

  it('gives signed samples back', async () => {
    const signed = {
      ...film(16),
      signed: true,
      data: Int16Array.from({ length: 61 * 83 }, (_, at) => at * 13 - 32768),
    };
    for (const [, uid] of lossless) {
      const dicom = parseDicom(await encodeDicom(attributes, signed, uid, codecs), 'made');
      expect((await decodeFrames(dicom, codecs)).data, uid).toEqual(signed.data);
    }
  });

  it('writes several frames', async () => {
    const one = film(12);
    const frames = { ...one, frames: 2, data: Uint16Array.from([...one.data, ...one.data.toReversed()]) };
    for (const [, uid] of lossless) {
      const dicom = parseDicom(await encodeDicom(attributes, frames, uid, codecs), 'made');
      expect((await decodeFrames(dicom, codecs)).data, uid).toEqual(frames.data);
    }
  });

  it('writes JPEG baseline close to the original, and says that it is lossy', async () => {
    const frames = film(8);
    const dicom = parseDicom(await encodeDicom(attributes, frames, '1.2.840.10008.1.2.4.50', codecs), 'made');
    const { data } = await decodeFrames(dicom, codecs);
    const errors = Array.from(data, (value, at) => Math.abs(value - (frames.data[at] ?? 0)));
    const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    expect(error).toBeLessThan(2);
    expect(dicom.header.text('LossyImageCompression')).toBe('01');
    expect(dicom.header.number('LossyImageCompressionRatio')).toBeGreaterThan(1);
  });

  it('refuses what a syntax cannot hold', async () => {
    await expect(encodeDicom(attributes, film(12), '1.2.840.10008.1.2.4.50', codecs)).rejects.toThrow('bad-input');
    await expect(encodeDicom(attributes, film(12), '1.2.840.10008.1.2.4.55', codecs)).rejects.toThrow('dicom-syntax');
    await expect(encodeDicom(attributes, film(12), '1.2.840.10008.1.2.4.90', null)).rejects.toThrow('bad-input');
  });
});
