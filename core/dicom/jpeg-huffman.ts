/** A Huffman table of T.81 annex C, with an 8-bit shortcut for the codes that occur most. */
export interface HuffmanTable {
  /** Code length times 256 plus value, by the next eight bits; 0 where the code is longer. */
  readonly shortcut: Uint16Array;
  /** The largest code of each length, -1 where there is none. */
  readonly largest: Int32Array;
  /** What to add to a code of a length to find its value. */
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/** Builds a table from the counts of codes of 1 to 16 bits and the values in code order (T.81 annex C.2). */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const shortcut = new Uint16Array(256);
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0;
    offset[length] = index - code;
    for (let step = 0; step < count; step++, code++, index++) {
      if (length > 8) continue;
      const entry = length * 256 + (values[index] ?? 0);
      shortcut.fill(entry, code << (8 - length), (code + 1) << (8 - length));
    }
    if (count > 0) largest[length] = code - 1;
    if (code > 1 << length) throw new Error('JPEG Huffman table has too many codes');
    code <<= 1;
  }
  return { shortcut, largest, offset, values };
}

/** Reads entropy-coded bits (T.81 annex F.2.2.5): a stuffed zero after FF is skipped, a marker ends the data. */
export class BitReader {
  position: number;
  private readonly bytes: Uint8Array;
  private buffer = 0;
  private count = 0;
  /** Zero bits that were put in after the end, so that the shortcut may look ahead. */
  private padding = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  /** The next value of a table. */
  value(table: HuffmanTable): number {
    this.fill(16);
    const entry = table.shortcut[(this.buffer >>> (this.count - 8)) & 0xff] ?? 0;
    if (entry > 0) {
      this.take(entry >> 8);
      return entry & 0xff;
    }
    for (let length = 9; length <= 16; length++) {
      const code = (this.buffer >>> (this.count - length)) & ((1 << length) - 1);
      if (code <= (table.largest[length] ?? -1)) {
        this.take(length);
        return table.values[code + (table.offset[length] ?? 0)] ?? 0;
      }
    }
    throw new Error('JPEG holds an unknown Huffman code');
  }

  /** A signed number of so many bits (T.81 F.2.2.1, RECEIVE and EXTEND). */
  signed(length: number): number {
    if (length === 0) return 0;
    this.fill(length);
    const value = (this.buffer >>> (this.count - length)) & ((1 << length) - 1);
    this.take(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Drops the bits before a restart marker and steps over it. */
  restart(): void {
    this.buffer = this.count = this.padding = 0;
    while (this.bytes[this.position] === 0xff && this.bytes[this.position + 1] === 0xff) this.position++;
    const marker = this.bytes[this.position + 1] ?? 0;
    if (this.bytes[this.position] !== 0xff || marker < 0xd0 || marker > 0xd7)
      throw new Error('JPEG restart marker is missing');
    this.position += 2;
  }

  private take(length: number): void {
    this.count -= length;
    if (this.count < this.padding) throw new Error('JPEG data end early');
  }

  private fill(length: number): void {
    while (this.count < length) {
      const byte = this.bytes[this.position];
      const stuffed = byte === 0xff && this.bytes[this.position + 1] === 0;
      if (byte === undefined || (byte === 0xff && !stuffed)) {
        this.buffer <<= 8;
        this.padding += 8;
      } else {
        this.buffer = (this.buffer << 8) | byte;
        this.position += stuffed ? 2 : 1;
      }
      this.count += 8;
    }
  }
}
