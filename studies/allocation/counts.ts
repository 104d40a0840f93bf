/** An arm to place: how many reads it needs in all, and which cases can serve it. */
export interface ArmDemand {
  readonly reads: number;
  readonly available: readonly boolean[];
}

/** How often each case is read in each arm, or the arm for which no place is left and how many reads were placed. */
export type Counts =
  { readonly counts: readonly (readonly number[])[] } | { readonly arm: number; readonly placed: number };

/**
 * The most even use of the cases: `counts[case][arm]` with the arms' sums given, no case read more than `readers`
 * times, and the sum of squares over case-arm cells and over case totals as small as it can be. Where every case can
 * serve every arm, that is within one in each arm and within one over all.
 *
 * A convex-cost flow from arms to cases, unit by unit along cheapest augmenting paths (Ahuja, Magnanti and Orlin,
 * Network Flows, 1993, section 14.5); a path may move earlier units from arm to arm, so greedy choices are repaired.
 * Ties go to the earlier case: hand in the cases in random order.
 */
export function balancedCounts(demands: readonly ArmDemand[], cases: number, readers: number): Counts {
  const counts = Array.from({ length: cases }, () => demands.map(() => 0));
  const totals = new Array<number>(cases).fill(0);
  const most = Math.max(...demands.map((demand) => demand.reads));
  for (let placed = 0; placed < most; placed++) {
    for (const [arm, demand] of demands.entries()) {
      if (placed < demand.reads && !placeOne(arm)) return { arm, placed };
    }
  }
  return { counts };

  function cell(at: number, arm: number): number {
    return counts[at]?.[arm] ?? 0;
  }
  function add(at: number, arm: number, change: 1 | -1): void {
    const row = counts[at];
    if (row) row[arm] = (row[arm] ?? 0) + change;
  }

  /** Cheapest case to take a read of `arm`, either as one more read (`from` null) or in place of one of `from`. */
  function cheapest(arm: number, from: number | null): { at: number; cost: number } {
    let best = { at: -1, cost: Infinity };
    for (let at = 0; at < cases; at++) {
      if (!demands[arm]?.available[at]) continue;
      if (from === null ? (totals[at] ?? 0) >= readers : cell(at, from) === 0) continue;
      const step = 2 * cell(at, arm) + 1;
      const cost = step + (from === null ? 2 * (totals[at] ?? 0) + 1 : 1 - 2 * cell(at, from));
      if (cost < best.cost) best = { at, cost };
    }
    return best;
  }

  /** Bellman-Ford over the arms: the way from `start` over displaced arms to a case with room. */
  function placeOne(start: number): boolean {
    const moves = demands.map((_, arm) => demands.map((_other, from) => (arm === from ? null : cheapest(arm, from))));
    const ends = demands.map((_, arm) => cheapest(arm, null));
    const distance = demands.map((_, arm) => (arm === start ? 0 : Infinity));
    const before = new Array<number>(demands.length).fill(-1);
    for (let round = 1; round < demands.length; round++) {
      for (const [arm, row] of moves.entries()) {
        for (const [next, move] of row.entries()) {
          const reached = (distance[arm] ?? Infinity) + (move?.cost ?? Infinity);
          if (reached < (distance[next] ?? Infinity)) {
            distance[next] = reached;
            before[next] = arm;
          }
        }
      }
    }
    const goals = ends.map((end, arm) => (distance[arm] ?? Infinity) + end.cost);
    let arm = goals.indexOf(Math.min(...goals));
    const last = ends[arm];
    if (!last || goals[arm] === Infinity) return false;
    add(last.at, arm, 1);
    totals[last.at] = (totals[last.at] ?? 0) + 1;
    while (arm !== start) {
      const taker = before[arm] ?? start;
      const move = moves[taker]?.[arm];
      if (!move) return false;
      add(move.at, arm, -1);
      add(move.at, taker, 1);
      arm = taker;
    }
    return true;
  }
}
