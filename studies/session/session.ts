import { Failure } from '#core/errors.ts';
import type { SessionEvent } from './event.ts';
import type { Entry, ReadState } from './state.ts';

/** A read that nobody has opened. `text` is what the reader will be given; null means an empty page. */
export function startRead(text: string | null): ReadState {
  throw new Failure('internal', { reason: `not written yet ${String(text)}` });
}

/** The state after one more event. Pure; throws Failure bad-input for what can't happen in this state. */
export function foldEvent(state: ReadState, session: string, event: SessionEvent): ReadState {
  throw new Failure('internal', { reason: `not written yet ${state.phase} ${session} ${event.type}` });
}

/** A whole read at once: the same as folding its entries one by one, faster. */
export function foldRead(text: string | null, entries: Iterable<Entry>): ReadState {
  let state = startRead(text);
  for (const { session, event } of entries) state = foldEvent(state, session, event);
  return state;
}
