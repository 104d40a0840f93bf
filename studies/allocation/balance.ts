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
