import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CodecFrame } from '#core/dicom/codecs.ts';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { dataFolder } from '#test/data.ts';

const codecs = await loadCodecs();
const folder = dataFolder();

const frame: CodecFrame = {
  rows: 70,
  columns: 90,
  components: 1,
  bits: 8,
  signed: false,
  data: Uint8Array.from({ length: 6300 }, (_, at) => at / 25),
};

describe('loadCodecs', () => {
  it.each(['jpegLs', 'jpeg2000', 'jpeg'] as const)('%s works on after an error', async (name) => {
    const { decode, encode } = codecs[name];
    const bytes = await encode?.(frame);
    if (!bytes) throw new Error('no encoder');
    const before = await decode(bytes);
    await expect(decode(bytes.subarray(0, 30))).rejects.toThrow(Error);
    expect(await decode(bytes)).toEqual(before);
    if (name !== 'jpeg') expect(before).toEqual(frame);
  });

  it('writes no JPEG that its encoder has no room for', async () => {
    const tiny: CodecFrame = { ...frame, rows: 8, columns: 9, data: frame.data.slice(0, 72) };
    await expect(codecs.jpeg.encode?.(tiny)).rejects.toThrow('too small');
  });

  it('refuses what is not for it', async () => {
    for (const name of ['jpeg', 'jpegLossless', 'jpegLs', 'jpeg2000', 'htj2k'] as const) {
      await expect(codecs[name].decode(new Uint8Array(100)), name).rejects.toThrow(Error);
      await expect(codecs[name].decode(new Uint8Array(0)), name).rejects.toThrow(Error);
    }
  });

  it.skipIf(!folder)('does not make up what HTJ2K data lack', async () => {
    const file = 'HTJ2KLossless_08_RGB.dcm';
    const dicom = parseDicom(readFileSync(join(folder ?? '', 'dicom', file)), file);
    const whole = dicom.encapsulated?.fragments[0]?.bytes ?? new Uint8Array(0);
    const cut = { offset: 0, bytes: whole.slice(0, whole.length - 5000) };
    expect((await decodeFrames(dicom, codecs)).rows).toBe(480);
    await expect(decodeFrames({ ...dicom, encapsulated: { fragments: [cut], offsets: [] } }, codecs)).rejects.toThrow(
      'HTJ2K data end early',
    );
  });
});
