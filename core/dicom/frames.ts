import { Failure } from '../errors.ts';
import { readCodestreamHeader, type CodestreamHeader } from './codestream.ts';
import type { CodecFrame, Codecs } from './codecs.ts';
import { splitFrames } from './fragments.ts';
import { decodeSequentialJpeg } from './jpeg.ts';
import { readLayout, type PixelLayout } from './layout.ts';
import { readNative, samplesFrom, type Samples } from './native.ts';
import type { DicomFile } from './parse.ts';
import { decodeRle } from './rle.ts';
import type { Packing } from './syntaxes.ts';

/** All frames of an image, decoded: samples pixel by pixel, row by row, frame by frame, as the file stores them. */
export interface Frames {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: 1 | 3;
  /** The colour space of `data`; it differs from the header's where a JPEG stream says otherwise. */
  readonly photometric: string;
  readonly bitsAllocated: 8 | 16 | 32;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly data: Samples;
}

type PackedFrameDecoder = (bytes: Uint8Array, layout: PixelLayout, codecs: Codecs | null) => Promise<CodecFrame>;

/** One decoder a packing; which transfer syntax is packed how stands in `syntaxes.ts`. */
const decoders: Readonly<Record<Exclude<Packing, 'native' | 'unreadable'>, PackedFrameDecoder>> = {
  rle: async (bytes, layout) => rleFrame(bytes, layout),
  jpeg: decodeJpeg,
  jpegLossless: (bytes, _, codecs) => decoderOf(codecs, 'jpegLossless')(bytes),
  jpegLs: (bytes, _, codecs) => decoderOf(codecs, 'jpegLs')(bytes),
  jpeg2000: (bytes, _, codecs) => decoderOf(codecs, 'jpeg2000')(bytes),
  htj2k: (bytes, _, codecs) => decoderOf(codecs, 'htj2k')(bytes),
};

/**
 * Decodes every frame of a file. `codecs` may be null where the pixels are not compressed.
 * Throws dicom-no-image, dicom-malformed, dicom-truncated, dicom-syntax or dicom-decode.
 */
export async function decodeFrames(dicom: DicomFile, codecs: Codecs | null): Promise<Frames> {
  const { file, transferSyntax: syntax } = dicom;
  const layout = readLayout(dicom);
  if (syntax.packing === 'native') {
    if (dicom.encapsulated)
      throw new Failure('dicom-malformed', { file, reason: `encapsulated pixels under ${syntax.name}` });
    return framesOf(layout, layout.photometric, readNative(dicom, layout));
  }
  if (syntax.packing === 'unreadable') throw new Failure('dicom-syntax', { file, uid: syntax.uid, name: syntax.name });
  if (!dicom.encapsulated)
    throw new Failure('dicom-malformed', { file, reason: `pixels are not encapsulated under ${syntax.name}` });
  const decode = decoders[syntax.packing];
  const codestreams = splitFrames(dicom, dicom.encapsulated, layout.frames);
  const perFrame = layout.rows * layout.columns * layout.samplesPerPixel;
  let data: Samples | null = null;
  let photometric = layout.photometric;
  for (const [index, bytes] of codestreams.entries()) {
    const header = syntax.packing === 'rle' ? null : checkHeader(dicom, bytes, layout);
    const frame = await decodeGuarded(dicom, () => decode(bytes, layout, codecs));
    checkFrame(dicom, frame, layout);
    // Allocated only now: a file that merely claims many frames has cost nothing yet.
    data ??= samplesFrom(layout, perFrame * layout.frames);
    copyFrame(frame, layout, data, index * perFrame);
    // Only here does the stream say what its components are; the decoder leaves them as they are.
    if (syntax.packing === 'jpeg' && layout.samplesPerPixel === 3)
      photometric = header?.chrominance ? 'YBR_FULL' : 'RGB';
  }
  if (!data) throw new Failure('dicom-malformed', { file, reason: 'no compressed frame' });
  // A codec gives samples, not cells: they lie in the lowest bits.
  return framesOf(syntax.packing === 'rle' ? layout : { ...layout, highBit: layout.bitsStored - 1 }, photometric, data);
}

function framesOf(layout: PixelLayout, photometric: string, data: Samples): Frames {
  const { rows, columns, frames, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed } = layout;
  return { rows, columns, frames, samplesPerPixel, photometric, bitsAllocated, bitsStored, highBit, signed, data };
}

function rleFrame(bytes: Uint8Array, layout: PixelLayout): CodecFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated } = layout;
  const plain = decodeRle(bytes, rows * columns, samplesPerPixel, bitsAllocated / 8);
  const data =
    bitsAllocated === 8 ? plain : bitsAllocated === 16 ? new Uint16Array(plain.buffer) : new Uint32Array(plain.buffer);
  return { rows, columns, components: samplesPerPixel, bits: bitsAllocated, signed: false, data };
}

/** Grey of 8 bit goes to the fast decoder, progressive or not; 12 bit and colours are read by our own. */
async function decodeJpeg(bytes: Uint8Array, layout: PixelLayout, codecs: Codecs | null): Promise<CodecFrame> {
  const header = readCodestreamHeader(bytes);
  const sequential = header?.process === 0xc0 || header?.process === 0xc1;
  if (sequential && (header.bits === 12 || header.components === 3)) {
    return clamped(decodeSequentialJpeg(bytes), layout);
  }
  if ((sequential || header?.process === 0xc2) && header.bits === 8 && header.components === 1) {
    return decoderOf(codecs, 'jpeg')(bytes);
  }
  const process = header?.process?.toString(16).toUpperCase() ?? 'unknown';
  throw new Error(`JPEG process FF${process} with ${header?.components ?? 0} components`);
}

/** Lossy rounding may overshoot the bits stored; without this, a white pixel just above the range would turn black. */
function clamped(frame: CodecFrame, layout: PixelLayout): CodecFrame {
  if (frame.bits <= layout.bitsStored || layout.signed) return frame;
  const largest = 2 ** layout.bitsStored - 1;
  return { ...frame, data: frame.data.map((value) => Math.min(value, largest)) };
}

function decoderOf(codecs: Codecs | null, name: keyof Codecs): (bytes: Uint8Array) => Promise<CodecFrame> {
  if (!codecs) throw new Error('no decoder is loaded');
  return (bytes) => codecs[name].decode(bytes);
}

/** The codestream must be as large as the header says, before a decoder may allocate for it. */
function checkHeader(dicom: DicomFile, bytes: Uint8Array, layout: PixelLayout): CodestreamHeader {
  const header = readCodestreamHeader(bytes);
  if (!header) throw new Failure('dicom-decode', { file: dicom.file, reason: 'the codestream has no valid header' });
  checkFrame(dicom, header, layout);
  return header;
}

function checkFrame(dicom: DicomFile, found: Omit<CodecFrame, 'data'>, layout: PixelLayout): void {
  const { rows, columns, samplesPerPixel } = layout;
  if (
    found.rows === rows &&
    found.columns === columns &&
    found.components === samplesPerPixel &&
    found.bits <= layout.bitsAllocated
  )
    return;
  const says = `${found.columns} x ${found.rows} x ${found.components} of ${found.bits} bits`;
  const reason = `the codestream is ${says}, the header says ${columns} x ${rows} x ${samplesPerPixel} of ${layout.bitsAllocated}`;
  throw new Failure('dicom-decode', { file: dicom.file, reason });
}

async function decodeGuarded(dicom: DicomFile, decode: () => Promise<CodecFrame>): Promise<CodecFrame> {
  try {
    return await decode();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('dicom-decode', { file: dicom.file, reason }, thrown);
  }
}

/**
 * Copies samples into the file's own type. Where codestream and header disagree on the sign, the header decides: the
 * bits are the same, read as two's complement of the codestream's precision, or without a sign.
 */
function copyFrame(frame: CodecFrame, layout: PixelLayout, target: Samples, start: number): void {
  const expected = layout.rows * layout.columns * layout.samplesPerPixel;
  const { data, bits } = frame;
  if (data.length < expected) throw new Error('the decoder gave too few pixels');
  const shift = 32 - bits;
  if (frame.signed === layout.signed) {
    target.set(data.length === expected ? data : data.subarray(0, expected), start);
  } else if (layout.signed) {
    for (let at = 0; at < expected; at++) target[start + at] = ((data[at] ?? 0) << shift) >> shift;
  } else {
    for (let at = 0; at < expected; at++) target[start + at] = ((data[at] ?? 0) << shift) >>> shift;
  }
}
