import { Failure } from '../errors.ts';
import type { CodecFrame, Codecs } from './codecs.ts';
import type { Frames } from './frames.ts';
import type { Samples } from './native.ts';
import { encodeRle } from './rle.ts';
import { transferSyntax, type Packing } from './syntaxes.ts';
import { writeDicom, type Attributes } from './write.ts';

type FrameEncoder = (frame: CodecFrame, codecs: Codecs | null) => Promise<Uint8Array>;

/** One encoder a packing; those of `codecs.ts` that have one. */
const encoders: Partial<Record<Packing, FrameEncoder>> = {
  rle: async ({ rows, columns, components, data }) => {
    return encodeRle(bytesOf(data), rows, columns, components, data.BYTES_PER_ELEMENT);
  },
  jpeg: (frame, codecs) => encodeWith(codecs, 'jpeg', frame),
  jpegLs: (frame, codecs) => encodeWith(codecs, 'jpegLs', frame),
  jpeg2000: (frame, codecs) => encodeWith(codecs, 'jpeg2000', frame),
};

/**
 * Writes an image as a DICOM file in a transfer syntax: implicit or explicit VR little endian, RLE, JPEG baseline
 * (8 bit, lossy), JPEG-LS lossless or JPEG 2000 lossless. `attributes` says all but the pixel module, which comes from
 * the frames. Samples must lie within the bits stored. Throws dicom-syntax, or bad-input where syntax and depth clash.
 */
export async function encodeDicom(
  attributes: Attributes,
  frames: Frames,
  syntaxUid: string,
  codecs: Codecs | null,
): Promise<Uint8Array> {
  const syntax = transferSyntax(syntaxUid);
  const whole = { ...attributes, ...pixelModule(frames) };
  if (syntax.packing === 'native' && syntax.littleEndian && !syntax.deflated) {
    return writeDicom(whole, syntaxUid, nativePixels(frames.data));
  }
  const encode = encoders[syntax.packing];
  if (!encode) throw new Failure('dicom-syntax', { file: 'output', uid: syntaxUid, name: syntax.name });
  const fragments: Uint8Array[] = [];
  for (let index = 0; index < frames.frames; index++) fragments.push(await encode(codecFrame(frames, index), codecs));
  return writeDicom(syntax.lossless ? whole : { ...whole, ...lossyModule(frames, fragments) }, syntaxUid, {
    fragments,
  });
}

/** The frames of one grey image, from its samples. */
export function greyFrames(image: {
  readonly rows: number;
  readonly columns: number;
  readonly bitsStored: number;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
  readonly data: Uint8Array | Uint16Array;
}): Frames {
  const bitsAllocated = image.data instanceof Uint8Array ? 8 : 16;
  return { ...image, frames: 1, samplesPerPixel: 1, bitsAllocated, highBit: image.bitsStored - 1, signed: false };
}

/** The Image Pixel module of decoded frames (PS3.3 C.7.6.3). */
export function pixelModule(frames: Frames): Attributes {
  return {
    SamplesPerPixel: frames.samplesPerPixel,
    PhotometricInterpretation: frames.photometric,
    ...(frames.samplesPerPixel === 3 ? { PlanarConfiguration: 0 } : {}),
    ...(frames.frames > 1 ? { NumberOfFrames: frames.frames } : {}),
    Rows: frames.rows,
    Columns: frames.columns,
    BitsAllocated: frames.bitsAllocated,
    BitsStored: frames.bitsStored,
    HighBit: frames.highBit,
    PixelRepresentation: frames.signed ? 1 : 0,
  };
}

/** Samples as the words or bytes of an uncompressed file. */
export function nativePixels(data: Samples): Uint8Array | Uint16Array {
  if (data.BYTES_PER_ELEMENT === 2) return new Uint16Array(data.buffer, data.byteOffset, data.length);
  return bytesOf(data);
}

function lossyModule(frames: Frames, fragments: readonly Uint8Array[]): Attributes {
  const size = fragments.reduce((sum, fragment) => sum + fragment.length, 0);
  return {
    LossyImageCompression: '01',
    LossyImageCompressionRatio: Number((frames.data.byteLength / size).toFixed(2)),
    LossyImageCompressionMethod: 'ISO_10918_1',
  };
}

function codecFrame(frames: Frames, index: number): CodecFrame {
  const { rows, columns, samplesPerPixel: components, signed } = frames;
  const length = rows * columns * components;
  const data = frames.data.subarray(index * length, (index + 1) * length);
  // A negative sample uses all bits of its cell; the codecs take one byte where eight bits are enough.
  const bits = signed ? frames.bitsAllocated : Math.max(frames.bitsStored, frames.bitsAllocated === 8 ? 1 : 9);
  return { rows, columns, components, bits, signed, data };
}

function encodeWith(
  codecs: Codecs | null,
  name: 'jpeg' | 'jpegLs' | 'jpeg2000',
  frame: CodecFrame,
): Promise<Uint8Array> {
  const deepest = name === 'jpeg' ? 8 : 16;
  if (frame.data.BYTES_PER_ELEMENT * 8 > deepest || (frame.components > 1 && name !== 'jpeg')) {
    const reason = `${frame.components} x ${frame.data.BYTES_PER_ELEMENT * 8} bits can't be written`;
    throw new Failure('bad-input', { where: name, reason });
  }
  const encode = codecs?.[name].encode;
  if (!encode) throw new Failure('bad-input', { where: name, reason: 'no encoder is loaded' });
  return encode(frame);
}

function bytesOf(data: Samples): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
