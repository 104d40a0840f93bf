import type { ReadState } from '../session/state.ts';

/**
 * Every definition of a read's time.
 * reading: from paint to Submit without gaps. wall: the same by the wall clock, gaps included. focused: reading time
 * with the window in front. idleCapped: reading time in which every stretch without an act of the reader counts up to
 * a cap. firstToLast: reading time from the first to the last change of the text.
 */
export const timeNames = ['reading', 'wall', 'focused', 'idleCapped', 'firstToLast'] as const;
export type TimeName = (typeof timeNames)[number];

/** Times in seconds; null where a read has none (firstToLast of a text that nobody changed). */
export type Times = Readonly<Record<TimeName, number | null>>;

/** The times of a read that was submitted. */
export function readTimes(state: ReadState, idleCapSeconds: number): Times {
  const { painted, submitted } = state.marks;
  const { firstChange, lastChange } = state;
  return {
    reading: state.clock / 1000,
    wall: painted === null || submitted === null ? null : (submitted - painted) / 1000,
    focused: (state.clock - state.blurred) / 1000,
    idleCapped: idleCappedMs(state, idleCapSeconds * 1000) / 1000,
    firstToLast: firstChange === null || lastChange === null ? null : (lastChange - firstChange) / 1000,
  };
}

/** A gap and the ends of the read count as acts; a drag counts whole, however long it is. */
function idleCappedMs(state: ReadState, cap: number): number {
  const gaps = state.gaps.map(({ at }) => ({ from: at, to: at }));
  const acts = [...state.acts, ...gaps, { from: state.clock, to: state.clock }].sort((a, b) => a.from - b.from);
  let total = 0;
  let until = 0;
  for (const { from, to } of acts) {
    total += Math.min(Math.max(0, from - until), cap) + Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total;
}
