/**
 * RLE Lossless (PS3.5 annex G): byte planes, most significant first, each packed by PackBits.
 * Throws a plain Error; the caller adds the file's name.
 */
export function decodeRle(
  bytes: Uint8Array,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const planes = samplesPerPixel * bytesPerSample;
  if (bytes.length < headerLength) throw new Error('RLE header is cut short');
  const count = view.getUint32(0, true);
  if (count !== planes) throw new Error(`RLE has ${count} segments instead of ${planes}`);
  const result = new Uint8Array(pixels * planes);
  for (let plane = 0; plane < planes; plane++) {
    const start = view.getUint32(4 + plane * 4, true);
    const end = plane + 1 < planes ? view.getUint32(8 + plane * 4, true) : bytes.length;
    if (start < headerLength || end > bytes.length || start >= end)
      throw new Error(`RLE segment ${plane + 1} lies outside`);
    // Little endian result: within a sample, the first plane is the last byte.
    const sample = Math.floor(plane / bytesPerSample);
    const offset = sample * bytesPerSample + (bytesPerSample - 1 - (plane % bytesPerSample));
    unpack(bytes, start, end, result, offset, planes, pixels);
  }
  return result;
}

/** Packs little-endian samples, pixel by pixel, the way `decodeRle` reads them; rows are packed one by one (G.3.1). */
export function encodeRle(
  bytes: Uint8Array,
  rows: number,
  columns: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const planes = samplesPerPixel * bytesPerSample;
  const longestPlane = rows * (columns + Math.ceil(columns / 128)) + 1;
  const result = new Uint8Array(headerLength + planes * longestPlane);
  const view = new DataView(result.buffer);
  view.setUint32(0, planes, true);
  const line = new Uint8Array(columns);
  let at = headerLength;
  for (let plane = 0; plane < planes; plane++) {
    view.setUint32(4 + plane * 4, at, true);
    const sample = Math.floor(plane / bytesPerSample);
    const offset = sample * bytesPerSample + (bytesPerSample - 1 - (plane % bytesPerSample));
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++)
        line[column] = bytes[(row * columns + column) * planes + offset] ?? 0;
      at = pack(line, result, at);
    }
    at += at % 2;
  }
  return result.slice(0, at);
}

const headerLength = 64;

function unpack(
  bytes: Uint8Array,
  start: number,
  end: number,
  result: Uint8Array,
  offset: number,
  stride: number,
  pixels: number,
): void {
  let at = start;
  let pixel = 0;
  while (pixel < pixels) {
    if (at >= end) throw new Error('RLE segment ends early');
    const code = bytes[at++] ?? 0;
    if (code === 128) continue;
    const length = code < 128 ? code + 1 : 257 - code;
    if (at + (code < 128 ? length : 1) > end) throw new Error('RLE segment ends early');
    // A last run may reach past the image where the writer padded; what lies outside is dropped.
    const stop = Math.min(pixel + length, pixels);
    for (let step = 0; pixel < stop; pixel++, step++) {
      result[pixel * stride + offset] = bytes[code < 128 ? at + step : at] ?? 0;
    }
    at += code < 128 ? length : 1;
  }
}

/** PackBits of one row: runs of equal bytes, and literals of at most 128 bytes in between; returns the new end. */
function pack(line: Uint8Array, result: Uint8Array, start: number): number {
  let at = start;
  let from = 0;
  while (from < line.length) {
    const run = runLength(line, from);
    if (run > 1) {
      result[at++] = 257 - run;
      result[at++] = line[from] ?? 0;
      from += run;
      continue;
    }
    // A run of two inside a literal saves nothing.
    let stop = from + 1;
    while (stop < line.length && stop - from < 128 && runLength(line, stop) < 3) stop++;
    result[at++] = stop - from - 1;
    result.set(line.subarray(from, stop), at);
    at += stop - from;
    from = stop;
  }
  return at;
}

function runLength(line: Uint8Array, start: number): number {
  let stop = start + 1;
  while (stop < line.length && stop - start < 128 && line[stop] === line[start]) stop++;
  return stop - start;
}
