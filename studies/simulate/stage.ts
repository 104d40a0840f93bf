import { HEARTBEAT_MS, type EventPayload, type EventType, type SessionEvent } from '../session/event.ts';

/** An event ready for the log; `read` is null for events of the session. */
export interface SimulatedEvent {
  readonly session: string;
  readonly read: string | null;
  readonly event: SessionEvent;
}

/** A simulated session with its clocks. */
export interface Stage {
  /** Moves the clocks on, with heartbeats on the way. */
  wait(read: string | null, milliseconds: number): void;
  tell<T extends EventType>(read: string | null, type: T, payload: EventPayload<T>): void;
  /** What was told since the last call. */
  told(): SimulatedEvent[];
}

/** A session whose monotonic clock begins at 0 and whose wall clock begins at `wallStart` (ms since 1970). */
export function startStage(session: string, wallStart: number): Stage {
  let mono = 0;
  let events: SimulatedEvent[] = [];
  function tell<T extends EventType>(read: string | null, type: T, payload: EventPayload<T>): void {
    const event = { type, payload, mono, wall: wallStart + mono } as SessionEvent;
    events.push({ session, read, event });
  }
  function wait(read: string | null, milliseconds: number): void {
    const end = mono + milliseconds;
    for (mono = nextBeat(mono); mono <= end; mono = nextBeat(mono)) tell(read, 'heartbeat', {});
    mono = end;
  }
  function told(): SimulatedEvent[] {
    const result = events;
    events = [];
    return result;
  }
  return { wait, tell, told };
}

function nextBeat(mono: number): number {
  return (Math.floor(mono / HEARTBEAT_MS) + 1) * HEARTBEAT_MS;
}
