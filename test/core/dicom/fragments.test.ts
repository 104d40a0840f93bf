import { describe, expect, it } from 'vitest';
import { splitFrames } from '#core/dicom/fragments.ts';
import type { EncapsulatedPixels } from '#core/dicom/parse.ts';
import { made } from './made.ts';

const dicom = await made({});

/** Fragments one behind the other, each with its item header of eight bytes before it. */
function encapsulated(fragments: number[][], offsets: number[] = []): EncapsulatedPixels {
  let offset = 0;
  const placed = fragments.map((bytes) => {
    const fragment = { offset, bytes: Uint8Array.from(bytes) };
    offset += 8 + bytes.length;
    return fragment;
  });
  return { fragments: placed, offsets };
}

function split(pixels: EncapsulatedPixels, frames: number): number[][] {
  return splitFrames(dicom, pixels, frames).map((bytes) => [...bytes]);
}

describe('splitFrames', () => {
  it('joins all fragments of a single frame', () => {
    expect(split(encapsulated([[1, 2], [], [3]]), 1)).toEqual([[1, 2, 3]]);
  });

  it('takes one fragment a frame without asking the table', () => {
    expect(split(encapsulated([[1], [2]], [0, 9]), 2)).toEqual([[1], [2]]);
  });

  it('follows the basic offset table', () => {
    expect(split(encapsulated([[1], [2], [3]], [0, 18]), 2)).toEqual([[1, 2], [3]]);
  });

  it('looks for the beginnings of codestreams where there is no table', () => {
    expect(split(encapsulated([[0xff, 0xd8, 1], [2], [0xff, 0xd8, 3]]), 2)).toEqual([
      [0xff, 0xd8, 1, 2],
      [0xff, 0xd8, 3],
    ]);
    expect(split(encapsulated([[0xff, 0x4f], [0xff, 0x4f], [9]]), 2)).toEqual([
      [0xff, 0x4f],
      [0xff, 0x4f, 9],
    ]);
  });

  it.each([
    ['no fragment', encapsulated([]), 1],
    ['fewer fragments than frames', encapsulated([[1]]), 2],
    ['a table that points nowhere', encapsulated([[1], [2], [3]], [0, 5]), 2],
    ['no beginnings to be found', encapsulated([[1], [2], [3]]), 2],
  ])('refuses %s', (_, pixels, frames) => {
    expect(() => splitFrames(dicom, pixels, frames)).toThrow('dicom-malformed');
  });
});
