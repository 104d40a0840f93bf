import { describe, expect, it } from 'vitest';
import { encodeDicom, greyFrames } from '#core/dicom/encapsulate.ts';
import { decodeFrames, type Frames } from '#core/dicom/frames.ts';
import { fileWindow, greyPipeline, greyTable, type Grey } from '#core/dicom/grey.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import type { Attributes } from '#core/dicom/write.ts';

const identity = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.7', SOPInstanceUID: '2.25.1' };

/** One row of samples with these attributes, written, read back and prepared for display. */
async function pipeline(samples: readonly number[], attributes: Attributes, change: Partial<Frames> = {}) {
  const whole = greyFrames({
    rows: 1,
    columns: samples.length,
    bitsStored: 12,
    photometric: 'MONOCHROME2',
    data: Uint16Array.from(samples),
  });
  const bytes = await encodeDicom({ ...identity, ...attributes }, { ...whole, ...change }, '1.2.840.10008.1.2.1', null);
  const dicom = parseDicom(bytes, 'vector');
  const frames = await decodeFrames(dicom, null);
  const grey = greyPipeline(dicom, frames);
  return { frames, grey, greys: [...renderGrey(frames, grey, null)] };
}

function shown(grey: Grey, stored: number, invert = false): number | undefined {
  return greyTable(grey, null, invert)[stored - grey.lowest];
}

describe('the grey pipeline (PS3.4 N.2)', () => {
  it('turns MONOCHROME1 round once, and once more when the reader asks', async () => {
    const window = { WindowCenter: 50.5, WindowWidth: 101 };
    const { grey, greys } = await pipeline([0, 50, 100], window, { photometric: 'MONOCHROME1' });
    expect(greys).toEqual([255, 127, 0]);
    expect([0, 50, 100].map((stored) => shown(grey, stored, true))).toEqual([0, 128, 255]);
    expect((await pipeline([0, 50, 100], window)).greys).toEqual([0, 128, 255]);
  });

  it('is not turned round again by a Presentation LUT Shape, which repeats what MONOCHROME1 says (C.8.11.1)', async () => {
    const attributes = { WindowCenter: 50.5, WindowWidth: 101, PresentationLUTShape: 'INVERSE' };
    expect((await pipeline([0, 100], attributes, { photometric: 'MONOCHROME1' })).greys).toEqual([255, 0]);
  });

  it('rescales before the window', async () => {
    // 2 x 512 - 1024 = 0 is the center of an exact window
    const attributes = {
      RescaleSlope: 2,
      RescaleIntercept: -1024,
      WindowCenter: 0,
      WindowWidth: 200,
      VOILUTFunction: 'LINEAR_EXACT',
    };
    expect((await pipeline([462, 487, 512, 562], attributes)).greys).toEqual([0, 64, 128, 255]);
  });

  it('takes the first or the last entry outside a VOI table, and the table before the window', async () => {
    const item = { LUTDescriptor: Uint16Array.of(3, 10, 8), LUTData: Uint16Array.of(0, 100, 255) };
    const { grey, greys } = await pipeline([0, 10, 11, 12, 500], {
      VOILUTSequence: [item],
      WindowCenter: 50,
      WindowWidth: 10,
    });
    expect(greys).toEqual([0, 0, 100, 255, 255]);
    expect(fileWindow(grey)).toEqual({ center: 11.5, width: 3 });
    expect(shown({ ...grey, luts: [] }, 500)).toBe(255);
  });

  it('maps through a modality table of signed input', async () => {
    const item = { LUTDescriptor: Int16Array.of(4, -2, 12), LUTData: Uint16Array.of(0, 1000, 3000, 4095) };
    const { grey, greys } = await pipeline(
      [],
      { ModalityLUTSequence: [item] },
      { columns: 6, signed: true, data: Int16Array.of(-9, -2, -1, 0, 1, 9) },
    );
    expect([grey.minimum, grey.maximum]).toEqual([0, 4095]);
    expect(greys).toEqual([0, 0, 62, 187, 255, 255]);
    expect(grey.lowest).toBe(-32768);
  });

  it('spans the image from its least to its greatest value where the file has no window', async () => {
    const { grey, greys } = await pipeline([100, 300, 500], {});
    expect(greys).toEqual([0, 128, 255]);
    expect(fileWindow(grey)).toEqual({ center: 300.5, width: 401 });
  });

  it('leaves padding out of the range and shows it black, in MONOCHROME1 too', async () => {
    const attributes = { PixelPaddingValue: 4095, PixelPaddingRangeLimit: 4000 };
    const { grey, greys } = await pipeline([100, 300, 500, 4000, 4095], attributes, { photometric: 'MONOCHROME1' });
    expect([grey.minimum, grey.maximum]).toEqual([100, 500]);
    expect(greys).toEqual([255, 127, 0, 0, 0]);
    expect(shown(grey, 4095, true)).toBe(0);
  });

  it('reads samples only from their own bits', async () => {
    // 12 bits stored, signed: 0x0FFF is -1 and 0xF800 is -2048, whatever stands above the high bit
    const { grey } = await pipeline(
      [],
      { WindowCenter: 0, WindowWidth: 4096 },
      { columns: 4, signed: true, data: Int16Array.of(0x0fff, -1, 0x0800, -2048) },
    );
    expect(grey.stored).toEqual([-2048, -1]);
    expect(shown(grey, 0x0fff)).toBe(shown(grey, -1));
    expect(shown(grey, 0x0800)).toBe(0);
  });

  it('leaves out windows that are none, and takes LINEAR for an unknown function', async () => {
    const attributes = {
      WindowCenter: ['', '40', 'x', '90'],
      WindowWidth: ['400', '0', '5', '10'],
      VOILUTFunction: 'CURVED',
      WindowCenterWidthExplanation: ['A', 'B', 'C', 'D'],
    };
    const { grey } = await pipeline([1, 2], attributes);
    expect(grey.windows).toEqual([{ center: 90, width: 10, function: 'LINEAR', explanation: 'D' }]);
  });

  it('refuses colours', async () => {
    const colours = { samplesPerPixel: 3, photometric: 'RGB', data: new Uint16Array(6), columns: 2 } as const;
    await expect(pipeline([], {}, colours)).rejects.toThrow('dicom-render');
  });

  it('survives being posted to a worker', async () => {
    const { grey } = await pipeline([1, 2], { WindowCenter: 1, WindowWidth: 2 });
    expect(structuredClone(grey)).toEqual(grey);
  });
});
