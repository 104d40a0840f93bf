import type { Frames } from './frames.ts';

type Cells = Pick<Frames, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed'>;

/**
 * The sample in a cell (PS3.5 section 8.1.1): bits above the high bit are not part of it, whatever a file put there
 * (old overlays, a missing sign extension).
 */
export function sampleOf(cells: Cells, cell: number): number {
  const above = 31 - cells.highBit;
  const rest = 32 - cells.bitsStored;
  return cells.signed ? (cell << above) >> rest : (cell << above) >>> rest;
}

/** Frames whose cells hold their samples and nothing else, sign extended, in the lowest bits. */
export function cleanFrames(frames: Frames): Frames {
  if (frames.bitsStored === frames.bitsAllocated) return frames;
  return { ...frames, highBit: frames.bitsStored - 1, data: frames.data.map((cell) => sampleOf(frames, cell)) };
}
