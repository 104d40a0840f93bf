/** One frame, samples pixel by pixel. `bits` is the precision of the codestream, not of the array. */
export interface CodecFrame {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly data: Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;
}

/** A compressed image format. Rejects with any error; the caller turns it into a failure with the file's name. */
export interface Codec {
  decode(codestream: Uint8Array): Promise<CodecFrame>;
  /** Lossless where the format can be; `quality` (1 to 100) is for JPEG. */
  encode?(frame: CodecFrame, quality?: number): Promise<Uint8Array>;
}

/** The decoders that come from outside (wasm), handed in so that this layer stays pure. */
export interface Codecs {
  readonly jpeg: Codec;
  readonly jpegLossless: Codec;
  readonly jpegLs: Codec;
  readonly jpeg2000: Codec;
  readonly htj2k: Codec;
}
