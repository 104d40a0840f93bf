import type { ErrorDetail } from '#core/errors.ts';
import type { FaultCode } from '#core/messages/protocolFaults.ts';

/** Where a field stands in a protocol: names of fields and places in lists, from the outside in. */
export type Path = readonly (string | number)[];

/** Something that is wrong with one field; the code has words for the reason and for what to do. */
export interface Fault {
  readonly path: Path;
  readonly code: FaultCode;
  readonly detail: ErrorDetail;
}

/** Whether a path leads to a place or to something inside of it. */
export function isWithin(path: Path, place: Path): boolean {
  return place.every((step, index) => path[index] === step);
}
