import type { Frames } from './frames.ts';

/**
 * Colour frames as MONOCHROME2 of 8 bit. A grey that was stored as RGB comes out as it went in; colours become their
 * luminance (ITU-R BT.601, the weights of PS3.3 C.7.6.3.1.2). Null: neither RGB nor YBR of 8 bit.
 */
export function greyOfColours(frames: Frames): Frames | null {
  const { photometric, bitsAllocated, data } = frames;
  if (frames.samplesPerPixel !== 3 || bitsAllocated !== 8) return null;
  const isRgb = photometric === 'RGB' || photometric === 'YBR_ICT' || photometric === 'YBR_RCT';
  if (!isRgb && photometric !== 'YBR_FULL' && photometric !== 'YBR_FULL_422') return null;
  const grey = new Uint8Array(data.length / 3);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const [first = 0, second = 0, third = 0] = [data[pixel * 3], data[pixel * 3 + 1], data[pixel * 3 + 2]];
    // The decoders of JPEG 2000 undo its colour transform; the first sample of YBR is the luminance.
    grey[pixel] = isRgb ? Math.round(0.299 * first + 0.587 * second + 0.114 * third) : first;
  }
  const shape = { bitsStored: 8, highBit: 7, signed: false } as const;
  return { ...frames, ...shape, samplesPerPixel: 1, photometric: 'MONOCHROME2', data: grey };
}
