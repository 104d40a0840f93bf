import { latin1 } from './header.ts';
import { explicitBig, explicitLittle, implicitLittle } from './syntaxes.ts';

/** What stands before the data set: the transfer syntax, if it is named, and where the data set begins. */
export interface FileMeta {
  readonly transferSyntax: string | null;
  readonly end: number;
}

const preambleLength = 128;
const longForm = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const shortForm = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/**
 * Reads the file meta information (PS3.10 section 7.1): always explicit little endian, group 0002. Files without
 * preamble, and bare data sets that begin with group 0008, are read as well. Null: this is no DICOM file.
 */
export function readMeta(bytes: Uint8Array): FileMeta | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= preambleLength + 4 && latin1(bytes.subarray(preambleLength, preambleLength + 4)) === 'DICM') {
    return readGroup2(bytes, view, preambleLength + 4);
  }
  if (bytes.length < 8) return null;
  const group = view.getUint16(0, true);
  if (group === 0x0002 && isVr(vrAt(bytes, 0))) return readGroup2(bytes, view, 0);
  if (group === 0x0800) return isVr(vrAt(bytes, 0)) ? { transferSyntax: explicitBig, end: 0 } : null;
  if (group !== 0x0008) return null;
  if (isVr(vrAt(bytes, 0))) return { transferSyntax: explicitLittle, end: 0 };
  return view.getUint32(4, true) <= bytes.length - 8 ? { transferSyntax: implicitLittle, end: 0 } : null;
}

/** How a data set is encoded whose meta does not say: explicit where a value representation follows the first tag. */
export function sniffSyntax(bytes: Uint8Array, start: number): string {
  return isVr(vrAt(bytes, start)) ? explicitLittle : implicitLittle;
}

function readGroup2(bytes: Uint8Array, view: DataView, start: number): FileMeta {
  let position = start;
  let transferSyntax: string | null = null;
  while (position + 8 <= bytes.length && view.getUint16(position, true) === 0x0002) {
    const element = view.getUint16(position + 2, true);
    const long = longForm.has(vrAt(bytes, position));
    if (long && position + 12 > bytes.length) break;
    const length = long ? view.getUint32(position + 8, true) : view.getUint16(position + 6, true);
    const value = position + (long ? 12 : 8);
    if (element === 0x0010) {
      transferSyntax =
        latin1(bytes.subarray(value, Math.min(value + length, value + 64))).replace(/[\0 ]+$/, '') || null;
    }
    position = value + length;
  }
  return { transferSyntax, end: Math.min(position, bytes.length) };
}

function vrAt(bytes: Uint8Array, position: number): string {
  return latin1(bytes.subarray(position + 4, position + 6));
}

function isVr(text: string): boolean {
  return longForm.has(text) || shortForm.has(text);
}
