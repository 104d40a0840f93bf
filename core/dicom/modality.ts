import type { Header } from './header.ts';
import { lookUp, readLookupTable, type LookupTable } from './lut.ts';

/** How stored values become those of the modality (PS3.3 C.11.1): a table, or a straight line. */
export type ModalityTransform =
  | { readonly kind: 'table'; readonly table: LookupTable }
  | { readonly kind: 'rescale'; readonly slope: number; readonly intercept: number };

/** A file must not hold both; where it does, the table is the more specific. Nothing at all means identity. */
export function readModality(header: Header, signed: boolean): ModalityTransform {
  const item = header.items('ModalityLUTSequence')[0];
  const table = item ? readLookupTable(item, signed) : null;
  if (table) return { kind: 'table', table };
  const slope = header.number('RescaleSlope') ?? 1;
  const intercept = header.number('RescaleIntercept') ?? 0;
  return { kind: 'rescale', slope: slope || 1, intercept: intercept || 0 };
}

/** The modality value of a stored value. */
export function modalityValue(transform: ModalityTransform, stored: number): number {
  if (transform.kind === 'table') return lookUp(transform.table, stored);
  return transform.slope * stored + transform.intercept;
}
