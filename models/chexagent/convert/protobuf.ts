/**
 * The little of protobuf's wire format that an ONNX file needs: varints, 32-bit floats, and length-delimited fields.
 * https://protobuf.dev/programming-guides/encoding/
 */
export interface ProtoWriter {
  /** int32, int64, enum, bool; negative values take ten bytes, as the format asks. */
  integer(field: number, value: number | bigint): ProtoWriter;
  float(field: number, value: number): ProtoWriter;
  text(field: number, value: string): ProtoWriter;
  bytes(field: number, value: Uint8Array): ProtoWriter;
  message(field: number, value: ProtoWriter): ProtoWriter;
  finish(): Uint8Array<ArrayBuffer>;
}

const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

export function protoWriter(): ProtoWriter {
  const parts: Uint8Array[] = [];
  let length = 0;

  function push(part: Uint8Array): void {
    parts.push(part);
    length += part.length;
  }
  function tag(field: number, wire: number): void {
    push(varint(BigInt((field << 3) | wire)));
  }
  const writer: ProtoWriter = {
    integer(field, value) {
      tag(field, VARINT);
      push(varint(BigInt.asUintN(64, BigInt(value))));
      return writer;
    },
    float(field, value) {
      tag(field, FIXED32);
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setFloat32(0, value, true);
      push(bytes);
      return writer;
    },
    text: (field, value) => writer.bytes(field, new TextEncoder().encode(value)),
    bytes(field, value) {
      tag(field, DELIMITED);
      push(varint(BigInt(value.length)));
      push(value);
      return writer;
    },
    message: (field, value) => writer.bytes(field, value.finish()),
    finish() {
      const whole = new Uint8Array(length);
      let offset = 0;
      for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
      }
      return whole;
    },
  };
  return writer;
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
