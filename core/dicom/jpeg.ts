import type { CodecFrame } from './codecs.ts';
import { BitReader, huffmanTable, type HuffmanTable } from './jpeg-huffman.ts';
import { inverseTransform, zigzag } from './jpeg-transform.ts';
import { interleave, type Plane } from './jpeg-upsample.ts';

/*
 * A decoder for sequential DCT JPEG with Huffman codes (ITU-T T.81 annex F), 8 and 12 bit. It is ours for two reasons:
 * the wasm libjpeg-turbo is an 8-bit build, and it gives colours as RGB, while DICOM speaks of the values in the stream.
 * Throws plain errors; the caller adds the file's name. The caller has checked the size against the DICOM header.
 */

interface Component extends Plane {
  readonly id: number;
  readonly quantisation: number;
  /** Blocks of a scan of this component alone (T.81 A.2.2). */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  last: number;
}

interface Frame {
  readonly bits: number;
  readonly rows: number;
  readonly columns: number;
  readonly components: readonly Component[];
}

interface Tables {
  readonly quantisation: Map<number, Uint16Array>;
  readonly direct: Map<number, HuffmanTable>;
  readonly alternating: Map<number, HuffmanTable>;
  restartInterval: number;
}

interface ScanComponent {
  readonly component: Component;
  readonly quantisation: Uint16Array;
  readonly direct: HuffmanTable;
  readonly alternating: HuffmanTable;
}

/** Decodes one image; the components are those of the stream (no colour transform), chrominance brought to full size. */
export function decodeSequentialJpeg(bytes: Uint8Array): CodecFrame {
  const tables: Tables = { quantisation: new Map(), direct: new Map(), alternating: new Map(), restartInterval: 0 };
  const decoded = new Set<Component>();
  let frame: Frame | null = null;
  let position = 2;
  while (position + 4 <= bytes.length) {
    const marker = bytes[position + 1] ?? 0;
    if (bytes[position] !== 0xff || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)) {
      position++;
      continue;
    }
    if (marker === 0xd9) break;
    const end = position + 2 + word(bytes, position + 2);
    if (end > bytes.length) throw new Error('JPEG segment is cut short');
    const segment = bytes.subarray(position + 4, end);
    position = end;
    if (marker === 0xdb) readQuantisation(segment, tables);
    else if (marker === 0xc4) readHuffman(segment, tables);
    else if (marker === 0xdd) tables.restartInterval = word(segment, 0);
    else if (marker === 0xc0 || marker === 0xc1) {
      if (frame) throw new Error('JPEG has two frames');
      frame = readFrame(segment);
    } else if (marker === 0xda) {
      if (!frame) throw new Error('JPEG scan comes before its frame');
      const scan = readScan(segment, frame, tables);
      position = decodeScan(bytes, position, frame, scan, tables.restartInterval);
      for (const { component } of scan) decoded.add(component);
    }
  }
  if (!frame || decoded.size < frame.components.length) throw new Error('JPEG data end early');
  return assemble(frame);
}

function readQuantisation(segment: Uint8Array, tables: Tables): void {
  let at = 0;
  while (at < segment.length) {
    const precision = (segment[at] ?? 0) >> 4;
    const table = new Uint16Array(64);
    const size = precision === 0 ? 1 : 2;
    if (at + 1 + 64 * size > segment.length) throw new Error('JPEG quantisation table is cut short');
    for (let index = 0; index < 64; index++) {
      const value = at + 1 + index * size;
      table[index] = size === 1 ? (segment[value] ?? 0) : word(segment, value);
    }
    tables.quantisation.set((segment[at] ?? 0) & 15, table);
    at += 1 + 64 * size;
  }
}

function readHuffman(segment: Uint8Array, tables: Tables): void {
  let at = 0;
  while (at + 17 <= segment.length) {
    const target = (segment[at] ?? 0) >> 4 === 0 ? tables.direct : tables.alternating;
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (at + 17 + total > segment.length) throw new Error('JPEG Huffman table is cut short');
    target.set((segment[at] ?? 0) & 15, huffmanTable(counts, segment.subarray(at + 17, at + 17 + total)));
    at += 17 + total;
  }
}

function readFrame(segment: Uint8Array): Frame {
  const bits = segment[0] ?? 0;
  const rows = word(segment, 1);
  const columns = word(segment, 3);
  const count = segment[5] ?? 0;
  if ((bits !== 8 && bits !== 12) || rows === 0 || columns === 0)
    throw new Error(`JPEG of ${bits} bits, ${columns} x ${rows}`);
  if ((count !== 1 && count !== 3) || segment.length < 6 + count * 3) throw new Error(`JPEG has ${count} components`);
  const parts = Array.from({ length: count }, (_, index) => {
    const [id = 0, sampling = 0, quantisation = 0] = segment.subarray(6 + index * 3);
    return { id, horizontal: sampling >> 4, vertical: sampling & 15, quantisation };
  });
  if (parts.some(({ horizontal, vertical }) => !isFactor(horizontal) || !isFactor(vertical))) {
    throw new Error('JPEG sampling factors are not 1 to 4');
  }
  const widest = Math.max(...parts.map((part) => part.horizontal));
  const highest = Math.max(...parts.map((part) => part.vertical));
  const components = parts.map((part): Component => {
    const columnsHere = Math.ceil((columns * part.horizontal) / widest);
    const rowsHere = Math.ceil((rows * part.vertical) / highest);
    const stride = Math.ceil(columns / (8 * widest)) * part.horizontal * 8;
    const lines = Math.ceil(rows / (8 * highest)) * part.vertical * 8;
    return {
      ...part,
      columns: columnsHere,
      rows: rowsHere,
      blocksWide: Math.ceil(columnsHere / 8),
      blocksHigh: Math.ceil(rowsHere / 8),
      stride,
      samples: new Uint16Array(stride * lines),
      last: 0,
    };
  });
  return { bits, rows, columns, components };
}

function isFactor(value: number): boolean {
  return value >= 1 && value <= 4;
}

function readScan(segment: Uint8Array, frame: Frame, tables: Tables): ScanComponent[] {
  const count = segment[0] ?? 0;
  if (count < 1 || segment.length < 1 + count * 2) throw new Error('JPEG scan header is cut short');
  return Array.from({ length: count }, (_, index) => {
    const id = segment[1 + index * 2];
    const selectors = segment[2 + index * 2] ?? 0;
    const component = frame.components.find((candidate) => candidate.id === id);
    if (!component) throw new Error('JPEG scan names an unknown component');
    const quantisation = tables.quantisation.get(component.quantisation);
    const direct = tables.direct.get(selectors >> 4);
    const alternating = tables.alternating.get(selectors & 15);
    if (!quantisation || !direct || !alternating) throw new Error('JPEG scan names an unknown table');
    return { component, quantisation, direct, alternating };
  });
}

/** Decodes the units of a scan in their order (T.81 A.2); returns where the data end. */
function decodeScan(
  bytes: Uint8Array,
  start: number,
  frame: Frame,
  scan: readonly ScanComponent[],
  restartInterval: number,
): number {
  const reader = new BitReader(bytes, start);
  const alone = scan.length === 1 ? scan[0]?.component : undefined;
  const first = frame.components[0];
  const wide = alone?.blocksWide ?? (first ? first.stride / (8 * first.horizontal) : 0);
  const high = alone?.blocksHigh ?? (first ? first.samples.length / first.stride / (8 * first.vertical) : 0);
  for (const { component } of scan) component.last = 0;
  for (let unit = 0; unit < wide * high; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      reader.restart();
      for (const { component } of scan) component.last = 0;
    }
    const unitRow = Math.floor(unit / wide);
    const unitColumn = unit % wide;
    for (const part of scan) {
      const across = alone ? 1 : part.component.horizontal;
      const down = alone ? 1 : part.component.vertical;
      for (let row = 0; row < down; row++) {
        for (let column = 0; column < across; column++) {
          decodeBlock(reader, part, unitRow * down + row, unitColumn * across + column, frame.bits);
        }
      }
    }
  }
  return reader.position;
}

const coefficients = new Int32Array(64);

/** One block: the difference of the first coefficient, then runs of zeros and the others (T.81 F.2.2). */
function decodeBlock(
  reader: BitReader,
  part: ScanComponent,
  blockRow: number,
  blockColumn: number,
  bits: number,
): void {
  const { component, quantisation } = part;
  coefficients.fill(0);
  component.last += reader.signed(Math.min(reader.value(part.direct), 16));
  coefficients[0] = component.last * (quantisation[0] ?? 0);
  for (let index = 1; index < 64; index++) {
    const code = reader.value(part.alternating);
    const size = code & 15;
    index += code >> 4;
    if (size === 0) {
      if (code >> 4 < 15) break;
      continue;
    }
    if (index > 63) throw new Error('JPEG block has too many coefficients');
    coefficients[zigzag[index] ?? 0] = reader.signed(size) * (quantisation[index] ?? 0);
  }
  const start = blockRow * 8 * component.stride + blockColumn * 8;
  inverseTransform(coefficients, component.samples, start, component.stride, bits);
}

function assemble(frame: Frame): CodecFrame {
  const { rows, columns, bits, components } = frame;
  const size = rows * columns * components.length;
  const data = interleave(components, rows, columns, bits > 8 ? new Uint16Array(size) : new Uint8Array(size));
  return { rows, columns, components: components.length, bits, signed: false, data };
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
