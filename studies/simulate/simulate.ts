import { Failure } from '#core/errors.ts';
import type { Reader } from '../allocation/readers.ts';
import type { AllocationKey, ReadingLists } from '../allocation/lists.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { SessionEvent } from '../session/event.ts';
import type { Effect } from './effect.ts';

export interface SimulationInput {
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  readonly key: AllocationKey;
  readonly readers: readonly Reader[];
  readonly seed: number;
  /** Left out: the times and answers that the paper published (`paperEffect`). */
  readonly effect?: Effect;
}

/** An event ready for the log; `read` is null for events of the session. */
export interface SimulatedEvent {
  readonly session: string;
  readonly read: string | null;
  readonly event: SessionEvent;
}

/** Plays every read of the lists, reader by reader, one session each. The same seed plays the same study. */
export function* simulateStudy(input: SimulationInput): Generator<SimulatedEvent> {
  yield* [];
  throw new Failure('internal', { reason: `not written yet ${input.seed}` });
}
