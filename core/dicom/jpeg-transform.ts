/** Position in the block, row by row, of each coefficient in the order of the stream (T.81 figure 5). */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]);

/** Fixed point: 13 fractional bits of the constants, as every libjpeg has them. */
const constantBits = 13;

function fixed(value: number): number {
  return Math.round(value * 2 ** constantBits);
}

const f0298 = fixed(0.298631336);
const f0390 = fixed(0.390180644);
const f0541 = fixed(0.5411961);
const f0765 = fixed(0.765366865);
const f0899 = fixed(0.899976223);
const f1175 = fixed(1.175875602);
const f1501 = fixed(1.50132111);
const f1847 = fixed(1.847759065);
const f1961 = fixed(1.96157056);
const f2053 = fixed(2.053119869);
const f2562 = fixed(2.562915447);
const f3072 = fixed(3.072711026);

const block = new Int32Array(64);

/**
 * Inverse discrete cosine transform of one 8 x 8 block (T.81 A.3.3), level shifted and clamped to `bits`, written into
 * a plane of samples. The fast transform of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) in fixed point with the
 * precision of the reference implementation, so that stored values are those that other DICOM software finds.
 */
export function inverseTransform(
  coefficients: Int32Array,
  plane: Uint16Array,
  start: number,
  stride: number,
  bits: number,
): void {
  const extra = bits > 8 ? 1 : 2;
  for (let column = 0; column < 8; column++) {
    transformEight(coefficients, column, 8, block, column, constantBits - extra);
  }
  const shift = 1 << (bits - 1);
  const largest = (1 << bits) - 1;
  for (let row = 0; row < 8; row++) {
    transformEight(block, row * 8, 1, block, row * 8, constantBits + extra + 3);
    for (let column = 0; column < 8; column++) {
      const value = (block[row * 8 + column] ?? 0) + shift;
      plane[start + row * stride + column] = value < 0 ? 0 : value > largest ? largest : value;
    }
  }
}

/** One transform of eight values in steps of `step`, scaled down by so many bits. */
function transformEight(
  source: Int32Array,
  from: number,
  step: number,
  target: Int32Array,
  to: number,
  descale: number,
): void {
  const in0 = source[from] ?? 0;
  const in1 = source[from + step] ?? 0;
  const in2 = source[from + 2 * step] ?? 0;
  const in3 = source[from + 3 * step] ?? 0;
  const in4 = source[from + 4 * step] ?? 0;
  const in5 = source[from + 5 * step] ?? 0;
  const in6 = source[from + 6 * step] ?? 0;
  const in7 = source[from + 7 * step] ?? 0;

  const turned = (in2 + in6) * f0541;
  const low = turned - in6 * f1847;
  const high = turned + in2 * f0765;
  const sum = (in0 + in4) * 2 ** constantBits;
  const difference = (in0 - in4) * 2 ** constantBits;
  const even0 = sum + high;
  const even3 = sum - high;
  const even1 = difference + low;
  const even2 = difference - low;

  const both = (in7 + in3 + in5 + in1) * f1175;
  const outer = -(in7 + in1) * f0899;
  const inner = -(in5 + in3) * f2562;
  const seventh = both - (in7 + in3) * f1961;
  const fifth = both - (in5 + in1) * f0390;
  const odd0 = in7 * f0298 + outer + seventh;
  const odd1 = in5 * f2053 + inner + fifth;
  const odd2 = in3 * f3072 + inner + seventh;
  const odd3 = in1 * f1501 + outer + fifth;

  const half = 2 ** (descale - 1);
  target[to] = (even0 + odd3 + half) >> descale;
  target[to + 7 * step] = (even0 - odd3 + half) >> descale;
  target[to + step] = (even1 + odd2 + half) >> descale;
  target[to + 6 * step] = (even1 - odd2 + half) >> descale;
  target[to + 2 * step] = (even2 + odd1 + half) >> descale;
  target[to + 5 * step] = (even2 - odd1 + half) >> descale;
  target[to + 3 * step] = (even3 + odd0 + half) >> descale;
  target[to + 4 * step] = (even3 - odd0 + half) >> descale;
}
