/**
 * Two ways to store a weight row in few bits, both symmetric (no zero point) and rounded to the nearest.
 */

/** Largest magnitude of an int8 weight. */
const INT8_TOP = 127;

/**
 * Rows of float32 weights to int8 with one scale a row: w = q * scale. The result is written transposed, row r of the
 * input to column `column + r` of `into` [columns of the input, width], as ONNX Runtime's DynamicQuantizeMatMul wants it.
 */
export function quantiseRows(
  values: Float32Array,
  columns: number,
  into: Int8Array,
  width: number,
  column: number,
  scales: Float32Array,
): void {
  const rows = values.length / columns;
  const inverse = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let largest = 0;
    const end = (row + 1) * columns;
    for (let index = row * columns; index < end; index++) {
      largest = Math.max(largest, Math.abs(values[index] as number));
    }
    const scale = largest / INT8_TOP;
    scales[column + row] = scale;
    inverse[row] = scale > 0 ? 1 / scale : 0;
  }
  // In tiles, so that both the reads along rows and the writes along columns stay in the cache.
  const tile = 64;
  for (let top = 0; top < rows; top += tile) {
    const bottom = Math.min(top + tile, rows);
    for (let left = 0; left < columns; left += tile) {
      const right = Math.min(left + tile, columns);
      for (let row = top; row < bottom; row++) {
        const factor = inverse[row] as number;
        const from = row * columns;
        const to = column + row;
        for (let index = left; index < right; index++) {
          into[index * width + to] = Math.round((values[from + index] as number) * factor);
        }
      }
    }
  }
}

/** Values that share a scale in the 4-bit form. */
export const BLOCK = 32;
const INT4_ZERO = 8;

/**
 * Rows of float32 weights to 4 bits with one scale a block of 32 along the row: w = (q - 8) * scale, q in 0..15. The
 * scale may be negative: it makes the value of largest magnitude exactly -8, so that all 16 levels are used. Packed as
 * ONNX Runtime's MatMulNBits wants it: byte j of a block holds value 2j in its low half and 2j + 1 in its high half.
 * `columns` is a multiple of 32.
 */
export function quantiseBlocks(values: Float32Array): { packed: Uint8Array<ArrayBuffer>; scales: Float32Array } {
  const blocks = values.length / BLOCK;
  const packed = new Uint8Array(values.length / 2);
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const start = block * BLOCK;
    const extreme = extremeOf(values, start);
    const scale = Math.fround(extreme / -INT4_ZERO);
    const inverse = scale === 0 ? 0 : 1 / scale;
    scales[block] = scale;
    for (let index = start; index < start + BLOCK; index += 2) {
      const low = nibble((values[index] as number) * inverse);
      const high = nibble((values[index + 1] as number) * inverse);
      packed[index >> 1] = low | (high << 4);
    }
  }
  return { packed, scales };
}

/** The value of largest magnitude, with its sign. */
function extremeOf(values: Float32Array, start: number): number {
  let extreme = 0;
  let magnitude = 0;
  for (let index = start; index < start + BLOCK; index++) {
    const value = values[index] as number;
    if (Math.abs(value) > magnitude) {
      magnitude = Math.abs(value);
      extreme = value;
    }
  }
  return extreme;
}

function nibble(scaled: number): number {
  return Math.min(15, Math.round(scaled) + INT4_ZERO);
}
