import { allocate } from '#studies/allocation/allocate.ts';
import type { AllocationKey, ReadingLists } from '#studies/allocation/lists.ts';
import { readerCodes, type Reader } from '#studies/allocation/readers.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';

/** A read of a schedule as far as its time hangs on it. */
export interface PlannedRead {
  readonly reader: string;
  readonly case: string;
  /** Of the second arm of the comparison. */
  readonly second: boolean;
  readonly position: number;
  readonly period: number;
  /** In a session that is a period. */
  readonly place: number;
}

/** Two arms of a group of readers. */
export interface Comparison {
  readonly group: string;
  readonly arms: readonly [string, string];
}

/** The reads of both arms of a comparison, from lists that were made; practice and repeats do not count. */
export function readsOf(
  { group, arms }: Comparison,
  readers: readonly Reader[],
  { reads }: ReadingLists,
  key: Pick<AllocationKey, 'reads'>,
): PlannedRead[] {
  const members = new Set(readers.filter((reader) => reader.group === group).map(({ code }) => code));
  return reads.flatMap((read) => {
    const arm = key.reads[read.id]?.arm;
    if (read.practice || read.repeats !== undefined) return [];
    if (!members.has(read.reader) || (arm !== arms[0] && arm !== arms[1])) return [];
    const { reader, position, period } = read;
    return [{ reader, case: read.case, second: arm === arms[1], position, period, place: position }];
  });
}

/** The same from lists made by the protocol and a seed before there are cases. Throws allocation-impossible. */
export function plannedReads(protocol: Protocol, comparison: Comparison, seed: number): PlannedRead[] {
  const group = protocol.groups.find(({ id }) => id === comparison.group);
  const { practice: _practice, ...dealt } = protocol;
  const alone: Protocol = { ...dealt, groups: group ? [group] : [] };
  const cases = Array.from({ length: protocol.cases }, (_, index) => ({ id: `c${String(index).padStart(6, '0')}` }));
  const sources = [...new Set(protocol.arms.flatMap(({ drafts, against = [] }) => [...drafts, ...against]))];
  const drafts = cases.flatMap(({ id }) =>
    sources.map((source) => ({ case: id, source, text: 'planned', provenance: 'planned' })),
  );
  const readers = readerCodes(alone);
  const { lists, key } = allocate({ protocol: alone, readers, cases, drafts, seed });
  return readsOf(comparison, readers, lists, key);
}

/** The protocol with so many readers in the group and its numbers of cases multiplied, as near as whole numbers allow. */
export function scaled(protocol: Protocol, groupId: string, readers: number, factor: number): Protocol {
  const { design } = protocol;
  const groups = protocol.groups.map((group) =>
    group.id === groupId
      ? {
          ...group,
          readers,
          arms: group.arms.map((each) => ({ ...each, cases: Math.max(1, Math.round(each.cases * factor)) })),
        }
      : group,
  );
  const sizes = groups.find(({ id }) => id === groupId)?.arms.map(({ cases }) => cases) ?? [];
  const [sum, most] = [sizes.reduce((all, size) => all + size, 0), Math.max(1, ...sizes)];
  const wanted = Math.round(protocol.cases * factor);
  const cases = {
    parallel: Math.max(wanted, sum),
    'incomplete-blocks': Math.max(wanted, sum),
    crossed: most,
    williams: most,
    'latin-square': sum,
    'split-plot': most * (design?.kind === 'split-plot' ? design.blocks : 1),
  }[design?.kind ?? 'parallel'];
  return { ...protocol, cases, groups };
}
