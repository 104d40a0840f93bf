import { expect, it } from 'vitest';
import type { Frames } from '#core/dicom/frames.ts';
import { greyOfColours } from '#core/dicom/luminance.ts';

const colours: Frames = {
  rows: 1,
  columns: 3,
  frames: 1,
  samplesPerPixel: 3,
  photometric: 'RGB',
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  data: Uint8Array.of(9, 9, 9, 255, 0, 0, 0, 255, 255),
};

it('leaves grey as it is and weighs colours by BT.601', () => {
  // 0.299 x 255 = 76.2; (0.587 + 0.114) x 255 = 178.8
  expect([...(greyOfColours(colours)?.data ?? [])]).toEqual([9, 76, 179]);
});

it('takes the luminance of YBR', () => {
  expect([...(greyOfColours({ ...colours, photometric: 'YBR_FULL' })?.data ?? [])]).toEqual([9, 255, 0]);
});

it('knows no other colours', () => {
  expect(greyOfColours({ ...colours, photometric: 'PALETTE COLOR' })).toBeNull();
  expect(greyOfColours({ ...colours, samplesPerPixel: 1 })).toBeNull();
});
