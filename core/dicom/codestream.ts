/** What a compressed frame says of itself, read before any decoder may allocate memory for it. */
export interface CodestreamHeader {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  readonly signed: boolean;
  /** For JPEG: the second byte of the start-of-frame marker (T.81 table B.1); 0xF7 is JPEG-LS. */
  readonly process?: number;
  /** For JPEG: whether three components are luminance and chrominance (the rule of JFIF and Adobe). */
  readonly chrominance?: boolean;
}

/** Reads the header of a JPEG, JPEG-LS (ITU-T T.81, T.87) or JPEG 2000 codestream (T.800 annex A). Null: none there. */
export function readCodestreamHeader(bytes: Uint8Array): CodestreamHeader | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
  return readJpeg2000(bytes);
}

function readJpeg(bytes: Uint8Array): CodestreamHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let jfif = false;
  let adobe: number | null = null;
  let position = 2;
  while (position + 4 <= bytes.length) {
    if (bytes[position] !== 0xff) return null;
    const marker = bytes[position + 1] ?? 0;
    if (marker === 0xff) {
      position++;
      continue;
    }
    const length = view.getUint16(position + 2);
    const end = position + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (marker === 0xe0) jfif ||= startsWith(bytes, position + 4, 'JFIF');
    if (marker === 0xee && length >= 14 && startsWith(bytes, position + 4, 'Adobe'))
      adobe = bytes[position + 15] ?? null;
    if (isStartOfFrame(marker)) {
      if (length < 8) return null;
      const components = bytes[position + 9] ?? 0;
      if (length < 8 + components * 3) return null;
      const ids = Array.from({ length: components }, (_, index) => bytes[position + 10 + index * 3] ?? 0);
      return {
        rows: view.getUint16(position + 5),
        columns: view.getUint16(position + 7),
        components,
        bits: bytes[position + 4] ?? 0,
        signed: false,
        process: marker,
        chrominance: components === 3 && isChrominance(jfif, adobe, ids),
      };
    }
    position = end;
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share the range; 0xF7 is the start of frame of JPEG-LS. */
function isStartOfFrame(marker: number): boolean {
  return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);
}

function isChrominance(jfif: boolean, adobe: number | null, ids: readonly number[]): boolean {
  if (jfif) return true;
  if (adobe !== null) return adobe !== 0;
  return String.fromCharCode(...ids) !== 'RGB';
}

function readJpeg2000(bytes: Uint8Array): CodestreamHeader | null {
  const start = findJpeg2000(bytes);
  if (start < 0 || start + 46 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const components = view.getUint16(40);
  if (42 + components * 3 > view.byteLength) return null;
  const depth = view.getUint8(42);
  for (let index = 0; index < components; index++) {
    const at = 42 + index * 3;
    // Subsampled or unequal components have no place in a DICOM frame.
    if (view.getUint8(at) !== depth || view.getUint8(at + 1) !== 1 || view.getUint8(at + 2) !== 1) return null;
  }
  return {
    rows: view.getUint32(12) - view.getUint32(20),
    columns: view.getUint32(8) - view.getUint32(16),
    components,
    bits: (depth & 0x7f) + 1,
    signed: (depth & 0x80) !== 0,
  };
}

/** SOC and SIZ stand first; some writers leave the boxes of a JP2 file before them. */
function findJpeg2000(bytes: Uint8Array): number {
  const last = Math.min(bytes.length - 4, 1024);
  for (let at = 0; at <= last; at++) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51) return at;
  }
  return -1;
}

function startsWith(bytes: Uint8Array, position: number, text: string): boolean {
  return [...text].every((letter, index) => bytes[position + index] === letter.charCodeAt(0));
}
