import { describe, expect, it } from 'vitest';
import { decodeRle, encodeRle } from '#core/dicom/rle.ts';
import { seededRandom } from '#core/random.ts';

/** A header for segments of these lengths (PS3.5 G.5), followed by them. */
function withHeader(...segments: number[][]): Uint8Array {
  const bytes = new Uint8Array(64 + segments.flat().length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, segments.length, true);
  let at = 64;
  segments.forEach((segment, index) => {
    view.setUint32(4 + index * 4, at, true);
    bytes.set(segment, at);
    at += segment.length;
  });
  return bytes;
}

/** The example of Apple's technical note 1023, which the standard's PackBits follows. */
const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
const plain = [
  ...[0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22],
  ...new Array<number>(10).fill(0xaa),
];

describe('decodeRle', () => {
  it('unpacks runs and literals', () => {
    expect([...decodeRle(withHeader(packed), 24, 1, 1)]).toEqual(plain);
  });

  it('puts the most significant plane into the last byte of a little endian sample', () => {
    expect([...decodeRle(withHeader([1, 0x12, 0xab], [1, 0x34, 0xcd]), 2, 1, 2)]).toEqual([0x34, 0x12, 0xcd, 0xab]);
  });

  it('skips the code 128 and drops what a last run has too much', () => {
    expect([...decodeRle(withHeader([0x80, 0xfd, 7]), 2, 1, 1)]).toEqual([7, 7]);
  });

  it.each([
    ['a short header', new Uint8Array(40), 'header is cut short'],
    ['a wrong number of segments', withHeader([0, 1], [0, 2]), '2 segments instead of 1'],
    ['a segment that ends early', withHeader([0, 1]), 'ends early'],
    ['a literal that reaches beyond', withHeader([5, 1, 2]), 'ends early'],
    ['an offset outside', withHeader([0, 1]).fill(255, 4, 8), 'lies outside'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeRle(bytes, 4, 1, 1)).toThrow(message);
  });
});

describe('encodeRle', () => {
  it('packs as in the example, in an even number of bytes', () => {
    const bytes = encodeRle(Uint8Array.from(plain), 1, 24, 1, 1);
    expect([...bytes.subarray(64)]).toEqual([...packed, 0]);
  });

  it('is undone by decodeRle, whatever the rows hold', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 50; round++) {
      const [rows, columns] = [1 + random.integer(4), 1 + random.integer(300)];
      const variety = 1 + random.integer(6);
      const bytes = Uint8Array.from({ length: rows * columns * 2 }, () => random.integer(variety));
      expect(decodeRle(encodeRle(bytes, rows, columns, 1, 2), rows * columns, 1, 2)).toEqual(bytes);
    }
  });
});
