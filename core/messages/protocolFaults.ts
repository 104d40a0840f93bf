import type { ErrorDetail } from '../errors.ts';
import { speaker } from './messages.ts';
import catalogue from './protocolFaults.en.json' with { type: 'json' };

/** What can be wrong with a field of a protocol. The catalogue is the list. */
export type FaultCode = keyof typeof catalogue.reasons & keyof typeof catalogue.remedies;

const sayReason = speaker(catalogue.reasons, 'en');
const sayRemedy = speaker(catalogue.remedies, 'en');

/** What is wrong, as half a sentence that follows the name of the field. */
export function faultReason(code: FaultCode, detail: ErrorDetail): string {
  return sayReason(code, detail);
}

/** What to do about it. */
export function faultRemedy(code: FaultCode, detail: ErrorDetail): string {
  return sayRemedy(code, detail);
}
