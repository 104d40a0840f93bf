import type { Header } from './header.ts';

/** A lookup table of the Modality LUT or VOI LUT module (PS3.3 C.11.1.1 and C.11.2.1.1). */
export interface LookupTable {
  /** The input that the first entry stands for; inputs outside take the first or the last entry. */
  readonly first: number;
  readonly values: Uint16Array;
  /** Entries range from 0 to 2^bits - 1. */
  readonly bits: number;
  readonly explanation: string | null;
}

/**
 * Reads the table of a sequence item. `signedInput` says how to read the first mapped value where the file does not
 * (implicit VR). Null: the item holds no usable table.
 */
export function readLookupTable(item: Header, signedInput: boolean): LookupTable | null {
  const [entries, start, bits] = item.words('LUTDescriptor');
  const bytes = item.bytes('LUTData');
  if (entries === undefined || start === undefined || bits === undefined || !bytes) return null;
  // Zero entries mean 2^16, which does not fit into the descriptor.
  const count = entries === 0 ? 65536 : entries;
  // Entries of 8 bit may be packed two to a word.
  const packed = bits <= 8 && bytes.length < count * 2;
  const values = packed ? Uint16Array.from(bytes.subarray(0, count)) : item.words('LUTData').subarray(0, count);
  if (values.length === 0 || bits < 1 || bits > 16) return null;
  const vr = item.vr('LUTDescriptor');
  const signed = vr === 'SS' || (vr !== 'US' && signedInput);
  const first = signed && start > 32767 ? start - 65536 : start;
  return { first, values, bits, explanation: item.text('LUTExplanation') };
}

/** The entry for an input. */
export function lookUp(table: LookupTable, input: number): number {
  const index = Math.min(table.values.length - 1, Math.max(0, Math.round(input) - table.first));
  return table.values[index] ?? 0;
}
