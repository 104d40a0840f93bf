import type { Protocol } from '../protocol/protocol.ts';
import { draftChooser } from './candidates.ts';
import type { AllocationKey, ReadingLists } from './lists.ts';
import type { Reader } from './readers.ts';

/** How evenly the cases are used: reads of the least and of the most read case. */
export interface BalanceRow {
  readonly group: string;
  /** Null: all arms of the group together. */
  readonly arm: string | null;
  readonly readers: number;
  /** Cases that can serve the arm. */
  readonly cases: number;
  readonly reads: number;
  readonly fewest: number;
  readonly most: number;
}

/** One row an arm and one for the whole group. `counts[case][arm]`; `available[arm][case]`. */
export function balanceRows(
  group: string,
  arms: readonly string[],
  readers: number,
  counts: readonly (readonly number[])[],
  available: readonly (readonly boolean[])[],
): BalanceRow[] {
  function row(arm: string | null, reads: readonly number[]): BalanceRow {
    const total = reads.reduce((sum, count) => sum + count, 0);
    const [fewest, most] = [Math.min(...reads), Math.max(...reads)];
    return { group, arm, readers, cases: reads.length, reads: total, fewest, most };
  }
  const perArm = arms.map((arm, index) => {
    const served = counts.filter((_, place) => available[index]?.[place]);
    return row(
      arm,
      served.map((each) => each[index] ?? 0),
    );
  });
  const totals = counts.map((each) => each.reduce((sum, count) => sum + count, 0));
  return [...perArm, row(null, totals)];
}

/**
 * The same of lists that were made, practice and repeats left out; with a null key only of whole groups, since nobody may
 * know the arms.
 */
export function balanceOf(
  protocol: Protocol,
  readers: readonly Reader[],
  lists: ReadingLists,
  key: AllocationKey | null,
): BalanceRow[] {
  const reads = lists.reads.filter(({ practice, repeats }) => !practice && repeats === undefined);
  const seen = [...new Set(reads.map((read) => read.case))];
  // A case that the protocol asks for and nobody reads is not in the lists.
  const cases = [...seen, ...Array.from({ length: Math.max(0, protocol.cases - seen.length) }, () => null)];
  const choose = key ? draftChooser(protocol, key.drafts) : null;
  return protocol.groups.flatMap((group) => {
    const members = new Set(readers.filter((reader) => reader.group === group.id).map(({ code }) => code));
    const arms = key ? group.arms.map(({ arm }) => arm) : [''];
    const places = new Map(seen.map((id, index) => [id, index]));
    const counts = cases.map(() => arms.map(() => 0));
    for (const read of reads) {
      const arm = key ? arms.indexOf(key.reads[read.id]?.arm ?? '') : 0;
      const row = counts[places.get(read.case) ?? -1];
      if (members.has(read.reader) && row && arm >= 0) row[arm]! += 1;
    }
    const available = arms.map((arm) => cases.map((id) => !choose || (id !== null && choose(arm, id) !== null)));
    const rows = balanceRows(group.id, arms, members.size, counts, available);
    return key ? rows : rows.slice(-1);
  });
}
