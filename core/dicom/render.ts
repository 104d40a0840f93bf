import type { Frames } from './frames.ts';
import { greyTable, type Grey, type Look } from './grey.ts';

/** One frame as display greys, row by row, at full size: the same table that the viewer uses. */
export function renderGrey(frames: Frames, grey: Grey, look: Look, frame = 0): Uint8Array {
  const table = greyTable(grey, look, false);
  const length = frames.rows * frames.columns;
  const cells = frames.data.subarray(frame * length, (frame + 1) * length);
  const pixels = new Uint8Array(length);
  for (let at = 0; at < length; at++) pixels[at] = table[(cells[at] ?? 0) - grey.lowest] ?? 0;
  return pixels;
}
