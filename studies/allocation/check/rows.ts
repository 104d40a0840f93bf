import type { CaseAttribute } from '#studies/protocol/design.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import type { AllocationKey, ReadingLists } from '../lists.ts';
import type { Reader } from '../readers.ts';

/** A stored schedule with all that it was made from. */
export interface StoredSchedule {
  readonly protocol: Protocol;
  readonly readers: readonly Reader[];
  readonly cases: readonly {
    readonly id: string;
    readonly attributes?: Readonly<Record<CaseAttribute, string>>;
    readonly practice?: boolean;
  }[];
  readonly lists: ReadingLists;
  readonly key: AllocationKey;
}

export type Rule =
  | 'reads'
  | 'counts'
  | 'repeats'
  | 'balance'
  | 'mixing'
  | 'strata'
  | 'blocks'
  | 'anchors'
  | 'carry-over'
  | 'past'
  | 'practice'
  | 'second-reads'
  | 'texts'
  | 'sides'
  | 'hash'
  | 'rebuild';

/** A rule that the schedule breaks, and where. */
export interface ScheduleFault {
  readonly rule: Rule;
  readonly reason: string;
}

export interface Row {
  readonly id: string;
  readonly reader: string;
  readonly group: string;
  readonly case: string;
  readonly arm: string;
  readonly period: number;
  readonly position: number;
  readonly stratum: string;
  readonly practice: boolean;
  /** Of a read that comes again: the read of its first time. */
  readonly again: string | null;
  readonly text: string | null;
  readonly sides: readonly [string, string] | null;
  readonly source: string | null;
  readonly pair: NonNullable<AllocationKey['reads'][string]['pair']> | null;
}

/** Reads and key as one table. What has no reader or no arm gets an empty one. */
export function rowsOf({ protocol, readers, cases, lists, key }: StoredSchedule): Row[] {
  const groupOf = new Map(readers.map(({ code, group }) => [code, group]));
  const attributes = new Map(cases.map((each) => [each.id, each.attributes]));
  return lists.reads.map((read) => ({
    ...read,
    practice: read.practice ?? false,
    again: read.repeats ?? null,
    group: groupOf.get(read.reader) ?? '',
    arm: key.reads[read.id]?.arm ?? '',
    sides: read.sides ?? null,
    source: key.reads[read.id]?.source ?? null,
    pair: key.reads[read.id]?.pair ?? null,
    stratum: (protocol.design?.stratifyBy ?? []).map((name) => attributes.get(read.case)?.[name] ?? '').join(', '),
  }));
}

export function grouped<T>(items: readonly T[], name: (item: T) => string): Map<string, T[]> {
  const parts = new Map<string, T[]>();
  for (const item of items) {
    const part = parts.get(name(item));
    if (part) part.push(item);
    else parts.set(name(item), [item]);
  }
  return parts;
}

/** How often each of the names occurs, those that never do included. */
export function tally(rows: readonly Row[], names: readonly string[], name: (row: Row) => string): number[] {
  const counts = new Map(names.map((each) => [each, 0]));
  for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + 1);
  return [...counts.values()];
}

export function apart(counts: readonly number[]): number {
  return counts.length === 0 ? 0 : Math.max(...counts) - Math.min(...counts);
}
