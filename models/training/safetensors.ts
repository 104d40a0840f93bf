import type { Parameter, Parameters } from './network/parameters.ts';

/** Safetensors in memory: 8 bytes of length, a JSON header, the tensors' bytes (float32, little endian). */
export interface TensorFile {
  readonly tensors: Parameters;
  readonly metadata: Readonly<Record<string, string>>;
}

const ALIGNMENT = 8;

export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dims, data }] of tensors) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT));
  const file = new Uint8Array(8 + head.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let offset = 8 + head.length;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return file;
}

interface Entry {
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Reads what `encodeSafetensors` wrote. */
export function decodeSafetensors(file: Uint8Array): TensorFile {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(file.subarray(8, 8 + length));
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(text) as Record<string, Entry> & {
    __metadata__?: Record<string, string>;
  };
  const tensors = new Map<string, Parameter>();
  for (const [name, { shape, data_offsets: offsets }] of Object.entries(entries)) {
    // Copied, aligned: a Buffer's own slice would share its memory.
    const bytes = Uint8Array.from(file.subarray(8 + length + offsets[0], 8 + length + offsets[1]));
    tensors.set(name, { dims: shape, data: new Float32Array(bytes.buffer) });
  }
  return { tensors, metadata };
}
