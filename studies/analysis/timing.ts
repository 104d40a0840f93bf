import type { TimeName } from '../protocol/endpoints.ts';
import type { ReadState } from '../session/state.ts';

/**
 * Every definition of a read's time, in seconds; null where a read has none (firstToLast of a text that nobody changed).
 * reading: from paint to Submit without gaps. wall: the same by the wall clock, gaps included. focused: reading time
 * with the window in front. idleCapped: reading time in which every stretch without an act of the reader counts up to
 * a cap. firstToLast: reading time from the first to the last change of the text.
 */
export type Times = Readonly<Record<TimeName, number | null>>;

/** The times of a read that was submitted. */
export function readTimes(state: ReadState, idleCapSeconds: number): Times {
  const { painted, submitted } = state.marks;
  const { firstChange, lastChange } = state;
  return {
    reading: state.clock / 1000,
    wall: painted === null || submitted === null ? null : (submitted - painted) / 1000,
    focused: (state.clock - state.blurred) / 1000,
    idleCapped: idleCapped(readPace(state), idleCapSeconds),
    firstToLast: firstChange === null || lastChange === null ? null : (lastChange - firstChange) / 1000,
  };
}

/** What the idle-capped time of any cap is made of, ms: time in acts, and the stretches between them. */
export interface Pace {
  readonly acting: number;
  readonly stretches: readonly number[];
}

/** A gap and the ends of the read count as acts; a drag counts whole, however long it is. */
export function readPace(state: ReadState): Pace {
  const gaps = state.gaps.map(({ at }) => ({ from: at, to: at }));
  const acts = [...state.acts, ...gaps, { from: state.clock, to: state.clock }].sort((a, b) => a.from - b.from);
  const stretches: number[] = [];
  let acting = 0;
  let until = 0;
  for (const { from, to } of acts) {
    if (from > until) stretches.push(from - until);
    acting += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return { acting, stretches };
}

/** Reading time in seconds in which every stretch without an act counts up to the cap. */
export function idleCapped({ acting, stretches }: Pace, capSeconds: number): number {
  const cap = capSeconds * 1000;
  return stretches.reduce((sum, stretch) => sum + Math.min(stretch, cap), acting) / 1000;
}
