import { sha256 } from '#core/digest.ts';
import type { EventPayload, EventType, SessionEvent, TextChange } from '#studies/session/event.ts';
import type { Entry } from '#studies/session/state.ts';

const WALL = Date.UTC(2025, 2, 3, 8, 0, 0);

/** Writes entries by hand: time in ms since the session began; the wall clock goes along unless told otherwise. */
export function entry<T extends EventType>(
  type: T,
  payload: EventPayload<T>,
  mono: number,
  session = 's1',
  wall = WALL + mono,
): Entry {
  return { session, event: { type, payload, mono, wall } as SessionEvent };
}

export function wallAt(ms: number): number {
  return WALL + ms;
}

export function opened(mono: number, session?: string, wall?: number): Entry {
  return entry('read.opened', {}, mono, session, wall);
}

export function painted(mono: number, textLength: number, session?: string, wall?: number): Entry {
  return entry('read.painted', { images: 2, textLength }, mono, session, wall);
}

export function changed(mono: number, changes: TextChange[], length: number, session?: string, wall?: number): Entry {
  return entry('text.changed', { changes, origin: 'input.type', length }, mono, session, wall);
}

export function submitted(mono: number, text: string, session?: string, wall?: number): Entry {
  return entry('read.submitted', { length: text.length, sha256: sha256(text) }, mono, session, wall);
}

export function beats(from: number, to: number, session?: string, wall?: number): Entry[] {
  const entries: Entry[] = [];
  for (let mono = from; mono < to; mono += 5000) {
    entries.push(entry('heartbeat', {}, mono, session, wall === undefined ? undefined : wall + mono - from));
  }
  return entries;
}
