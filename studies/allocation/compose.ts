import type { Placed } from './dealing.ts';
import type { Side } from './lists.ts';
import type { Practised } from './practice.ts';
import type { Listed } from './repeats.ts';

/** One place of a reader's list. */
interface Place {
  readonly case: string;
  readonly arm: string;
  readonly period: number;
  readonly practice: boolean;
  /** Where the first of two texts stands; a repeat looks as it did the first time. */
  readonly side: Side;
  /** Of a repeat: where in the list its first time stands, from 0. */
  readonly first: number | null;
}

/**
 * A whole list: practice, then the dealt reads with their repeats; `cases` and `arms` name what stands there by index,
 * `sides` goes with the dealt reads.
 */
export function composeList(
  practice: readonly Practised[],
  list: readonly Listed[],
  cases: readonly string[],
  arms: readonly string[],
  sides: readonly Side[],
): Place[] {
  const dealt = list.filter(({ repeats }) => repeats === null);
  const sideOf = new Map<Placed, Side>(dealt.map((read, index) => [read, sides[index] ?? 'a']));
  const placeOf = new Map<Placed, number>(list.map((read, index) => [read, practice.length + index]));
  return [
    ...practice.map((each, index) => ({
      ...{ ...each, period: 1, practice: true, first: null },
      side: index % 2 === 0 ? ('a' as const) : ('b' as const),
    })),
    ...list.map((read) => ({
      ...{ case: cases[read.case] ?? '', arm: arms[read.arm] ?? '', period: read.period, practice: false },
      side: sideOf.get(read.repeats ?? read) ?? 'a',
      first: read.repeats && (placeOf.get(read.repeats) ?? null),
    })),
  ];
}
