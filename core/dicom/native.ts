import { Failure } from '../errors.ts';
import type { PixelLayout } from './layout.ts';
import type { DicomFile } from './parse.ts';

/** Samples in the type that their allocation and sign ask for. */
export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/** An empty array of samples in the layout's type. */
export function samplesFrom(layout: PixelLayout, length: number): Samples {
  if (layout.bitsAllocated === 8) return layout.signed ? new Int8Array(length) : new Uint8Array(length);
  if (layout.bitsAllocated === 16) return layout.signed ? new Int16Array(length) : new Uint16Array(length);
  return layout.signed ? new Int32Array(length) : new Uint32Array(length);
}

/** Reads pixels that are not compressed (PS3.5 section 8.1.1 and annexes A.1 to A.3). Throws dicom-truncated. */
export function readNative(dicom: DicomFile, layout: PixelLayout): Samples {
  const { file, header, transferSyntax } = dicom;
  const bytes = header.bytes('PixelData') ?? new Uint8Array(0);
  if (layout.photometric === 'YBR_FULL_422') {
    throw new Failure('dicom-decode', { file, reason: 'uncompressed YBR_FULL_422 is not read' });
  }
  const length = layout.rows * layout.columns * layout.samplesPerPixel * layout.frames;
  const needed = (length * layout.bitsAllocated) / 8;
  if (bytes.length < needed) {
    throw new Failure('dicom-truncated', { file, reason: `pixels need ${needed} bytes, ${bytes.length} are there` });
  }
  const samples = samplesFrom(layout, length);
  // Words of 16 bit hold 8-bit samples in pairs (PS3.5 annex A.3): in big endian the pair is turned round.
  const pairs = layout.bitsAllocated === 8 && !transferSyntax.littleEndian && dicom.pixelVr === 'OW';
  readSamples(bytes, samples, transferSyntax.littleEndian, pairs && bytes.length % 2 === 0 ? 1 : 0);
  return layout.planar && layout.samplesPerPixel === 3 ? interleavePlanes(samples, layout) : samples;
}

function readSamples(bytes: Uint8Array, samples: Samples, littleEndian: boolean, swap: 0 | 1): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (samples.BYTES_PER_ELEMENT === 1) {
    for (let at = 0; at < samples.length; at++) samples[at] = bytes[at ^ swap] ?? 0;
  } else if (samples.BYTES_PER_ELEMENT === 2) {
    for (let at = 0; at < samples.length; at++) samples[at] = view.getUint16(at * 2, littleEndian);
  } else {
    for (let at = 0; at < samples.length; at++) samples[at] = view.getUint32(at * 4, littleEndian);
  }
}

/** Colour planes of each frame put together pixel by pixel (PS3.3 C.7.6.3.1.3). */
function interleavePlanes(samples: Samples, layout: PixelLayout): Samples {
  const result = samplesFrom(layout, samples.length);
  const pixels = layout.rows * layout.columns;
  for (let frame = 0; frame < layout.frames; frame++) {
    const start = frame * pixels * 3;
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let plane = 0; plane < 3; plane++) {
        result[start + pixel * 3 + plane] = samples[start + plane * pixels + pixel] ?? 0;
      }
    }
  }
  return result;
}
