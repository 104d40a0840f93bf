import { describe, expect, it } from 'vitest';
import { decodeSequentialJpeg } from '#core/dicom/jpeg.ts';
import { BitReader, huffmanTable } from '#core/dicom/jpeg-huffman.ts';
import { inverseTransform, zigzag } from '#core/dicom/jpeg-transform.ts';
import { interleave, type Plane } from '#core/dicom/jpeg-upsample.ts';
import { seededRandom } from '#core/random.ts';

/** The transform as T.81 A.3.3 writes it, in double precision. */
function slowTransform(coefficients: Int32Array): number[] {
  return Array.from({ length: 64 }, (_, at) => {
    const [x, y] = [at & 7, at >> 3];
    let sum = 0;
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        const norm = (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
        const wave = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
        sum += (norm * wave * (coefficients[v * 8 + u] ?? 0)) / 4;
      }
    }
    return sum;
  });
}

describe('inverseTransform', () => {
  it('makes a flat block of a first coefficient alone', () => {
    const plane = new Uint16Array(64);
    // 8 x 100 spreads to 100 above the level of 128
    inverseTransform(
      Int32Array.from({ length: 64 }, (_, at) => (at === 0 ? 800 : 0)),
      plane,
      0,
      8,
      8,
    );
    expect(new Set(plane)).toEqual(new Set([228]));
  });

  it.each([8, 12])('is within one step of the definition in %i bits, and clamped', (bits) => {
    const random = seededRandom(bits);
    const largest = 2 ** bits - 1;
    for (let round = 0; round < 200; round++) {
      const scale = largest * (round % 4 === 0 ? 2 : 0.3);
      const coefficients = Int32Array.from({ length: 64 }, () => Math.round((random.uniform() - 0.5) * scale));
      const plane = new Uint16Array(64);
      inverseTransform(coefficients, plane, 0, 8, bits);
      slowTransform(coefficients).forEach((value, at) => {
        const wanted = Math.min(largest, Math.max(0, Math.round(value) + 2 ** (bits - 1)));
        expect(Math.abs((plane[at] ?? 0) - wanted)).toBeLessThanOrEqual(1);
      });
    }
  });

  it('knows the way through the block', () => {
    expect(new Set(zigzag).size).toBe(64);
    expect([...zigzag.subarray(0, 6)]).toEqual([0, 1, 8, 16, 9, 2]);
  });
});

describe('BitReader', () => {
  // Codes 0, 10, 110 for the values 7, 8, 9
  const table = huffmanTable(Uint8Array.of(1, 1, 1, ...new Array<number>(13).fill(0)), Uint8Array.of(7, 8, 9));

  it('reads codes, numbers with their sign, and stuffed bytes', () => {
    // 0 10 110 0|1 111 -> 7 8 9, then signed(2) of 01 is -2, then signed(3) of 111 is 7 (FF is followed by 00)
    const reader = new BitReader(Uint8Array.of(0b01011001, 0b11111111, 0x00, 0b11100000), 0);
    expect([reader.value(table), reader.value(table), reader.value(table)]).toEqual([7, 8, 9]);
    expect([reader.signed(2), reader.signed(3), reader.signed(0)]).toEqual([-2, 7, 0]);
  });

  it('refuses to read beyond a marker, and steps over a restart', () => {
    const reader = new BitReader(Uint8Array.of(0b01000000, 0xff, 0xd0, 0b10000000), 0);
    expect(reader.value(table)).toBe(7);
    expect(() => {
      for (let count = 0; count < 20; count++) reader.value(table);
    }).toThrow('end early');
    const again = new BitReader(Uint8Array.of(0b01000000, 0xff, 0xd0, 0b10000000), 1);
    again.restart();
    expect(again.value(table)).toBe(8);
    expect(() => new BitReader(Uint8Array.of(1, 2), 0).restart()).toThrow('restart marker');
  });

  it('refuses codes that the table lacks, and tables that can not be', () => {
    expect(() => new BitReader(Uint8Array.of(0b11101111, 0xfe, 0xfe), 0).value(table)).toThrow('unknown Huffman code');
    expect(() => huffmanTable(Uint8Array.of(3, ...new Array<number>(15).fill(0)), Uint8Array.of(1, 2, 3))).toThrow(
      'too many codes',
    );
  });
});

describe('interleave', () => {
  function plane(samples: number[], columns: number, rows: number, horizontal: number, vertical: number): Plane {
    return { horizontal, vertical, columns, rows, stride: columns, samples: Uint16Array.from(samples) };
  }

  it('interpolates a plane of half the width: three quarters and one quarter', () => {
    const full = plane([1, 2, 3, 4], 4, 1, 2, 1);
    const half = plane([0, 100], 2, 1, 1, 1);
    // 0, (3 x 0 + 100) / 4, (3 x 100 + 0) / 4, 100
    expect([...interleave([full, half], 1, 4, new Uint8Array(8))]).toEqual([1, 0, 2, 25, 3, 75, 4, 100]);
  });

  it('repeats samples for other ratios', () => {
    const full = plane([1, 2, 3, 4], 4, 1, 4, 1);
    const quarter = plane([9], 1, 1, 1, 1);
    expect([...interleave([full, quarter], 1, 4, new Uint8Array(8))]).toEqual([1, 9, 2, 9, 3, 9, 4, 9]);
  });
});

describe('decodeSequentialJpeg', () => {
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];

  it.each([
    ['nothing but a beginning', [0xff, 0xd8, 0, 0, 0, 0], 'end early'],
    ['a scan without a frame', [0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0], 'before its frame'],
    ['two frames', [0xff, 0xd8, ...frame, ...frame, 0, 0], 'two frames'],
    ['a segment that is cut short', [0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, 1], 'cut short'],
    ['a scan without tables', [0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0], 'unknown table'],
    ['sampling of nothing', [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0, 0, 0], 'sampling factors'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSequentialJpeg(Uint8Array.from(bytes))).toThrow(message);
  });
});
