/** How the pixels of a transfer syntax are packed: one entry here is one decoder in `frames.ts`. */
export type Packing = 'native' | 'rle' | 'jpeg' | 'jpegLossless' | 'jpegLs' | 'jpeg2000' | 'htj2k' | 'unreadable';

/** A transfer syntax (PS3.5 section 10, PS3.6 annex A.4). */
export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly packing: Packing;
  readonly explicit: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  /** Whether packing can lose nothing. */
  readonly lossless: boolean;
}

export const implicitLittle = '1.2.840.10008.1.2';
export const explicitLittle = '1.2.840.10008.1.2.1';
export const explicitBig = '1.2.840.10008.1.2.2';
const deflatedLittle = '1.2.840.10008.1.2.1.99';

const packed: readonly (readonly [uid: string, name: string, packing: Packing, lossless: boolean])[] = [
  ['1.2.840.10008.1.2.5', 'RLE Lossless', 'rle', true],
  ['1.2.840.10008.1.2.4.50', 'JPEG Baseline (Process 1)', 'jpeg', false],
  ['1.2.840.10008.1.2.4.51', 'JPEG Extended (Processes 2 and 4)', 'jpeg', false],
  ['1.2.840.10008.1.2.4.57', 'JPEG Lossless (Process 14)', 'jpegLossless', true],
  ['1.2.840.10008.1.2.4.70', 'JPEG Lossless (Process 14, Selection Value 1)', 'jpegLossless', true],
  ['1.2.840.10008.1.2.4.80', 'JPEG-LS Lossless', 'jpegLs', true],
  ['1.2.840.10008.1.2.4.81', 'JPEG-LS Near-Lossless', 'jpegLs', false],
  ['1.2.840.10008.1.2.4.90', 'JPEG 2000 Lossless', 'jpeg2000', true],
  ['1.2.840.10008.1.2.4.91', 'JPEG 2000', 'jpeg2000', false],
  ['1.2.840.10008.1.2.4.201', 'HTJ2K Lossless', 'htj2k', true],
  ['1.2.840.10008.1.2.4.202', 'HTJ2K Lossless RPCL', 'htj2k', true],
  ['1.2.840.10008.1.2.4.203', 'HTJ2K', 'htj2k', false],
  // No maintained decoder reads these; they are named so that the reader of the message knows what to convert.
  ['1.2.840.10008.1.2.4.52', 'JPEG Extended (Processes 3 and 5), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.53', 'JPEG Spectral Selection (Processes 6 and 8), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.54', 'JPEG Spectral Selection (Processes 7 and 9), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.55', 'JPEG Full Progression (Processes 10 and 12), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.56', 'JPEG Full Progression (Processes 11 and 13), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.58', 'JPEG Lossless (Process 15), retired', 'unreadable', true],
  ['1.2.840.10008.1.2.4.59', 'JPEG Extended Hierarchical (Processes 16 and 18), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.60', 'JPEG Extended Hierarchical (Processes 17 and 19), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.61', 'JPEG Spectral Hierarchical (Processes 20 and 22), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.62', 'JPEG Spectral Hierarchical (Processes 21 and 23), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.63', 'JPEG Progressive Hierarchical (Processes 24 and 26), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.64', 'JPEG Progressive Hierarchical (Processes 25 and 27), retired', 'unreadable', false],
  ['1.2.840.10008.1.2.4.65', 'JPEG Lossless Hierarchical (Process 28), retired', 'unreadable', true],
  ['1.2.840.10008.1.2.4.66', 'JPEG Lossless Hierarchical (Process 29), retired', 'unreadable', true],
  ['1.2.840.10008.1.2.4.92', 'JPEG 2000 Multi-component Lossless', 'unreadable', true],
  ['1.2.840.10008.1.2.4.93', 'JPEG 2000 Multi-component', 'unreadable', false],
  ['1.2.840.10008.1.2.4.94', 'JPIP Referenced', 'unreadable', false],
  ['1.2.840.10008.1.2.4.95', 'JPIP Referenced Deflate', 'unreadable', false],
  ['1.2.840.10008.1.2.4.100', 'MPEG2 Main Profile / Main Level', 'unreadable', false],
  ['1.2.840.10008.1.2.4.101', 'MPEG2 Main Profile / High Level', 'unreadable', false],
  ['1.2.840.10008.1.2.4.102', 'MPEG-4 AVC/H.264 High Profile', 'unreadable', false],
  ['1.2.840.10008.1.2.4.103', 'MPEG-4 AVC/H.264 BD-compatible High Profile', 'unreadable', false],
  ['1.2.840.10008.1.2.4.110', 'JPEG XL Lossless', 'unreadable', true],
  ['1.2.840.10008.1.2.4.111', 'JPEG XL Recompression', 'unreadable', false],
  ['1.2.840.10008.1.2.4.112', 'JPEG XL', 'unreadable', false],
];

const native = { packing: 'native', lossless: true } as const;

const table = new Map<string, TransferSyntax>(
  [
    {
      uid: implicitLittle,
      name: 'Implicit VR Little Endian',
      explicit: false,
      littleEndian: true,
      deflated: false,
      ...native,
    },
    {
      uid: explicitLittle,
      name: 'Explicit VR Little Endian',
      explicit: true,
      littleEndian: true,
      deflated: false,
      ...native,
    },
    {
      uid: deflatedLittle,
      name: 'Deflated Explicit VR Little Endian',
      explicit: true,
      littleEndian: true,
      deflated: true,
      ...native,
    },
    {
      uid: explicitBig,
      name: 'Explicit VR Big Endian',
      explicit: true,
      littleEndian: false,
      deflated: false,
      ...native,
    },
    ...packed.map(([uid, name, packing, lossless]) => {
      return { uid, name, packing, lossless, explicit: true, littleEndian: true, deflated: false };
    }),
  ].map((syntax) => [syntax.uid, syntax]),
);

/** The transfer syntax of a UID; one that the table lacks is encapsulated, explicit and unreadable (PS3.5 A.4). */
export function transferSyntax(uid: string): TransferSyntax {
  const known = table.get(uid);
  if (known) return known;
  const unknown = { name: 'unknown', packing: 'unreadable', lossless: false } as const;
  return { uid, ...unknown, explicit: true, littleEndian: true, deflated: false };
}
