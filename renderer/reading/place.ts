import type { Reading } from '#core/ipc/reading.ts';

/** Where a reader is: practice cases and those of the study are counted apart. */
export interface Place {
  readonly practice: boolean;
  /** From 1; 0 where there is no such read. */
  readonly position: number;
  readonly total: number;
}

export function placeOf(reads: Reading['reads'], id: string | undefined): Place {
  const practice = reads.find((read) => read.id === id)?.practice ?? false;
  const alike = reads.filter((read) => read.practice === practice);
  return { practice, position: alike.findIndex((read) => read.id === id) + 1, total: alike.length };
}
