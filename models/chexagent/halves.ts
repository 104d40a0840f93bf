/**
 * Sixteen-bit floats: IEEE 754 binary16 (F16) and bfloat16 (BF16), as bits in a Uint16Array. Node has no array type
 * for either.
 */

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** Bits of a float32 rounded to binary16: to nearest, ties to even; too large becomes infinity. */
function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00);
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rounded = magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1);
    return sign | (rounded >>> 13);
  }
  if (magnitude < 0x33000000) return sign;
  // Below 2^-14 halves are multiples of 2^-24; adding 0.5 makes the float32 unit (its last place) exactly that.
  word[0] = magnitude;
  float[0] = (float[0] as number) + 0.5;
  return sign | ((word[0] as number) - 0x3f000000);
}

/** Rounds float32 values to binary16. */
export function toHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) halves[index] = halfBits(bits[index] as number);
  return halves;
}

const halfTable = new Float32Array(65536);
const halfTableBits = new Uint32Array(halfTable.buffer);
for (let half = 0; half < 65536; half++) halfTableBits[half] = floatBits(half);

function floatBits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return (sign | 0x7f800000 | (fraction << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  float[0] = fraction * 2 ** -24;
  return (sign | (word[0] as number)) >>> 0;
}

/** Widens binary16 to float32, exactly; into `into` when given (at least as long). */
export function fromHalves(halves: Uint16Array, into = new Float32Array(halves.length)): Float32Array {
  for (let index = 0; index < halves.length; index++) into[index] = halfTable[halves[index] as number] as number;
  return into;
}

/** Widens bfloat16 to float32, exactly. */
export function fromBrainFloats(values: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(values.length);
  for (let index = 0; index < values.length; index++) bits[index] = (values[index] as number) << 16;
  return new Float32Array(bits.buffer);
}
