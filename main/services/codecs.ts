import { Decoder as LosslessDecoder } from '@cornerstonejs/jpeg-lossless-decoder-js';
import type { Codec, CodecFrame, Codecs } from '#core/dicom/codecs.ts';
import { readCodestreamHeader } from '#core/dicom/codestream.ts';

/** The wrapper gives libjpeg as many bytes as the image has, which the tables alone of a tiny one would overrun. */
const smallestJpeg = 4096;

/** A new object each time: the module writes itself into it. */
function quiet(): WasmOptions {
  return { print: () => undefined, printErr: () => undefined };
}

/**
 * The decoders and encoders of compressed frames. Each wasm module is loaded when it is first needed, and anew after an
 * error, because a module that has trapped must not be used again.
 */
export async function loadCodecs(): Promise<Codecs> {
  const charls = lazily(async () => (await import('@cornerstonejs/codec-charls/wasmjs')).default(quiet()));
  const turbo = lazily(async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs')).default(quiet()));
  const openjpeg = lazily(async () => (await import('@cornerstonejs/codec-openjpeg/wasmjs')).default(quiet()));
  const openjph = lazily(async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default(quiet()));

  const jpeg: Codec = {
    decode: (bytes) => turbo('the JPEG data are damaged', ({ JPEGDecoder }) => decodeWith(new JPEGDecoder(), bytes)),
    encode: (frame, quality = 95) =>
      turbo('JPEG found no way to compress this image', ({ JPEGEncoder }) => {
        if (frame.data.byteLength < smallestJpeg) throw new Error('the image is too small for JPEG');
        const encoder = new JPEGEncoder();
        // Progressive is the wrapper's default, and no process of DICOM's baseline syntax.
        encoder.setProgressive(0);
        encoder.setQuality(quality);
        const bytes = encodeWith(encoder, frame);
        if (bytes.length > frame.data.byteLength) throw new Error('JPEG found no way to compress this image');
        return bytes;
      }),
  };
  const jpegLs: Codec = {
    decode: async (bytes) => {
      // CharLS may look for many seconds for what is missing.
      if (!endsWithEnd(bytes)) throw new Error('JPEG-LS data end early');
      return charls('the JPEG-LS data are damaged', ({ JpegLSDecoder }) => {
        const decoder = new JpegLSDecoder();
        return decodeWith(decoder, bytes, () => decoder.getInterleaveMode() === 0);
      });
    },
    encode: (frame) =>
      charls('JPEG-LS found no way to compress this image', ({ JpegLSEncoder }) => {
        const encoder = new JpegLSEncoder();
        encoder.setNearLossless(0);
        return encodeWith(encoder, frame);
      }),
  };
  const jpeg2000: Codec = {
    decode: (bytes) =>
      openjpeg('the JPEG 2000 data are damaged', ({ J2KDecoder }) => decodeWith(new J2KDecoder(), bytes)),
    encode: (frame) =>
      openjpeg('JPEG 2000 found no way to compress this image', ({ J2KEncoder }) => {
        const encoder = new J2KEncoder();
        encoder.setDecompositions(Math.min(5, Math.floor(Math.log2(Math.min(frame.rows, frame.columns)))));
        return encodeWith(encoder, frame);
      }),
  };
  const htj2k: Codec = {
    decode: async (bytes) => {
      // The module is built to make up what is missing.
      if (!endsWithEnd(bytes)) throw new Error('HTJ2K data end early');
      return openjph('the HTJ2K data are damaged', ({ HTJ2KDecoder }) => decodeWith(new HTJ2KDecoder(), bytes));
    },
  };
  return { jpeg, jpegLs, jpeg2000, htj2k, jpegLossless: { decode: async (bytes) => decodeLossless(bytes) } };
}

/** Runs work in a module, loading it first; what wasm throws (often a bare number) becomes an error with words. */
function lazily<M>(load: () => Promise<M>): <R>(problem: string, work: (module: M) => R) => Promise<R> {
  let loading: Promise<M> | null = null;
  return async function run(problem, work) {
    loading ??= load();
    const module = await loading;
    try {
      return work(module);
    } catch (thrown) {
      loading = null;
      throw thrown instanceof Error ? thrown : new Error(problem, { cause: thrown });
    }
  };
}

function decodeWith(decoder: WasmDecoder, bytes: Uint8Array, isPlanar: () => boolean = () => false): CodecFrame {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const info = decoder.getFrameInfo();
    const {
      width: columns,
      height: rows,
      componentCount: components,
      bitsPerSample: bits,
      isSigned: signed = false,
    } = info;
    // The view may lie in wasm memory, which the next call reuses: copied.
    const { buffer } = Uint8Array.from(decoder.getDecodedBuffer());
    const length = rows * columns * components;
    // OpenJPEG reports a broken stream by leaving nothing behind.
    if (length === 0 || buffer.byteLength < length * (bits > 8 ? 2 : 1)) throw new Error('the codestream is damaged');
    const data =
      bits > 8
        ? signed
          ? new Int16Array(buffer)
          : new Uint16Array(buffer)
        : signed
          ? new Int8Array(buffer)
          : new Uint8Array(buffer);
    const frame: CodecFrame = { rows, columns, components, bits, signed, data };
    return components > 1 && isPlanar() ? { ...frame, data: interleaved(frame) } : frame;
  } finally {
    decoder.delete();
  }
}

function encodeWith(encoder: WasmEncoder, frame: CodecFrame): Uint8Array {
  try {
    const { rows, columns, components, bits, signed, data } = frame;
    const info = { width: columns, height: rows, componentCount: components, bitsPerSample: bits, isSigned: signed };
    encoder.getDecodedBuffer(info).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    encoder.encode();
    return Uint8Array.from(encoder.getEncodedBuffer());
  } finally {
    encoder.delete();
  }
}

function interleaved({ rows, columns, components, data }: CodecFrame): CodecFrame['data'] {
  const result = data.slice();
  const pixels = rows * columns;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let plane = 0; plane < components; plane++) {
      result[pixel * components + plane] = data[plane * pixels + pixel] ?? 0;
    }
  }
  return result;
}

/** JPEG lossless (T.81 annex H) in JavaScript. What the library gets wrong silently is refused. */
function decodeLossless(bytes: Uint8Array): CodecFrame {
  const header = readCodestreamHeader(bytes);
  if (header?.process !== 0xc3) throw new Error('the codestream is no lossless JPEG');
  const { rows, columns, components, bits } = header;
  if (components === 3 && bits > 8) throw new Error(`lossless JPEG of 3 x ${bits} bits`);
  if (pointTransform(bytes) !== 0) throw new Error('lossless JPEG with a point transform');
  const decoder = new LosslessDecoder();
  const data = decoder.decode(Uint8Array.from(bytes).buffer, 0, bytes.length);
  // The library reads zeros after the end of its data.
  if (!data || data.length < rows * columns * components || (decoder.stream?.index ?? 0) > bytes.length + 4) {
    throw new Error('JPEG data end early');
  }
  return { rows, columns, components, bits, signed: false, data };
}

/** The lower half of the last byte of the scan header (T.81 B.2.3). */
function pointTransform(bytes: Uint8Array): number {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (bytes[at + 1] === 0xda) return (bytes[at + 1 + length] ?? 0) & 15;
    at += 2 + length;
  }
  return 0;
}

/** EOC (T.800 annex A.4.4) or EOI (T.81 table B.1), which are the same, and nothing but padding behind it. */
function endsWithEnd(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
