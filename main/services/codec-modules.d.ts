// The wasm codecs come without types. Only what this program calls is declared.

interface CodecFrameInfo {
  width: number;
  height: number;
  bitsPerSample: number;
  componentCount: number;
  isSigned?: boolean;
}

interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): CodecFrameInfo;
  delete(): void;
}

interface WasmEncoder {
  getDecodedBuffer(frameInfo: CodecFrameInfo): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  delete(): void;
}

interface WasmOptions {
  print(line: string): void;
  printErr(line: string): void;
}

declare module '@cornerstonejs/codec-charls/wasmjs' {
  interface Charls {
    JpegLSDecoder: new () => WasmDecoder & { getInterleaveMode(): number };
    JpegLSEncoder: new () => WasmEncoder & { setNearLossless(error: number): void };
  }
  function load(options: WasmOptions): Promise<Charls>;
  export { load as default };
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs' {
  interface LibjpegTurbo {
    JPEGDecoder: new () => WasmDecoder;
    JPEGEncoder: new () => WasmEncoder & {
      setQuality(quality: number): void;
      setProgressive(progressive: 0 | 1): void;
    };
  }
  function load(options: WasmOptions): Promise<LibjpegTurbo>;
  export { load as default };
}

declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  interface Openjpeg {
    J2KDecoder: new () => WasmDecoder;
    J2KEncoder: new () => WasmEncoder & { setDecompositions(levels: number): void };
  }
  function load(options: WasmOptions): Promise<Openjpeg>;
  export { load as default };
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
  interface Openjph {
    HTJ2KDecoder: new () => WasmDecoder;
  }
  function load(options: WasmOptions): Promise<Openjph>;
  export { load as default };
}
