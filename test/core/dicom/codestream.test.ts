import { describe, expect, it } from 'vitest';
import { readCodestreamHeader } from '#core/dicom/codestream.ts';

/** JPEG segments: marker and content. */
function jpeg(...segments: (readonly [marker: number, content: number[]])[]): Uint8Array {
  const parts = segments.flatMap(([marker, content]) => [0xff, marker, 0, content.length + 2, ...content]);
  return Uint8Array.from([0xff, 0xd8, ...parts]);
}

const grey = [8, 0, 3, 0, 5, 1, 1, 0x11, 0];
const colour = [8, 0, 3, 0, 5, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
const letters = [8, 0, 3, 0, 5, 3, 82, 0x11, 0, 71, 0x11, 0, 66, 0x11, 0];
const jfif = [...'JFIF'].map((letter) => letter.charCodeAt(0));
const adobe = [...[...'Adobe'].map((letter) => letter.charCodeAt(0)), 0, 100, 0, 0, 0, 0];

describe('JPEG', () => {
  it('says its size, depth and process', () => {
    expect(readCodestreamHeader(jpeg([0xdb, [0]], [0xc1, grey]))).toEqual({
      rows: 3,
      columns: 5,
      components: 1,
      bits: 8,
      signed: false,
      process: 0xc1,
      chrominance: false,
    });
    expect(readCodestreamHeader(jpeg([0xf7, grey]))?.process).toBe(0xf7);
  });

  it.each([
    ['JFIF', jpeg([0xe0, jfif], [0xc0, letters]), true],
    ['Adobe with transform', jpeg([0xee, [...adobe, 1]], [0xc0, colour]), true],
    ['Adobe without', jpeg([0xee, [...adobe, 0]], [0xc0, colour]), false],
    ['components called R, G, B', jpeg([0xc0, letters]), false],
    ['no word about it', jpeg([0xc0, colour]), true],
  ])('knows chrominance by %s', (_, bytes, chrominance) => {
    expect(readCodestreamHeader(bytes)?.chrominance).toBe(chrominance);
  });

  it('is nothing without a whole start of frame', () => {
    expect(readCodestreamHeader(jpeg([0xdb, [0]]))).toBeNull();
    expect(readCodestreamHeader(jpeg([0xc0, grey]).subarray(0, 12))).toBeNull();
    expect(readCodestreamHeader(jpeg([0xc0, [8, 0, 3]]))).toBeNull();
  });
});

describe('JPEG 2000', () => {
  /** SOC and SIZ of an image of 5 x 3 that begins at (1, 0). */
  function siz(components: number[][]): Uint8Array {
    const bytes = new Uint8Array(64 + components.length * 3);
    const view = new DataView(bytes.buffer);
    bytes.set([0xff, 0x4f, 0xff, 0x51, 0, 38 + components.length * 3]);
    view.setUint32(8, 6);
    view.setUint32(12, 3);
    view.setUint32(16, 1);
    view.setUint16(40, components.length);
    components.forEach((component, index) => bytes.set(component, 42 + index * 3));
    return bytes;
  }

  it('says its size, depth and sign, also behind the boxes of a file', () => {
    const expected = { rows: 3, columns: 5, components: 1, bits: 13, signed: true };
    expect(readCodestreamHeader(siz([[0x8c, 1, 1]]))).toEqual(expected);
    expect(readCodestreamHeader(Uint8Array.from([...new Uint8Array(85), ...siz([[0x8c, 1, 1]])]))).toEqual(expected);
  });

  it('is nothing where components differ or are missing', () => {
    expect(
      readCodestreamHeader(
        siz([
          [7, 1, 1],
          [7, 2, 2],
          [7, 2, 2],
        ]),
      ),
    ).toBeNull();
    expect(readCodestreamHeader(siz(new Array<number[]>(60).fill([7, 1, 1])).subarray(0, 64))).toBeNull();
    expect(readCodestreamHeader(new Uint8Array(10))).toBeNull();
  });
});
