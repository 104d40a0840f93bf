import { upTo, type Dealing, type Dealt, type Placed } from './dealing.ts';
import { equitableColours } from './equitable.ts';
import { spreadOverReaders } from './spread.ts';

type Counts = readonly (readonly number[])[];

/**
 * The reads of `counts[case][arm]` handed out so that nobody gets a case twice and everybody gets the same number in
 * each arm; with strata also the same number of each stratum in each arm, within one. Null where a reader would get a
 * case that they know and no exchange helps: try again with other chance.
 */
export function dealParallel(dealing: Dealing, counts: Counts, stratified: boolean): Dealt | null {
  const { readers, random } = dealing;
  const dealt = stratified
    ? spreadWithinStrata(dealing, counts)
    : spreadOverReaders(counts, readers, random).map((units) => units.map((unit) => ({ ...unit, period: 1 })));
  return avoidKnown(dealing, dealt, stratified);
}

function spreadWithinStrata({ readers, strata, random }: Dealing, counts: Counts): Placed[][] {
  const strands = counts.flatMap((row, at) =>
    row.flatMap((count, arm) =>
      Array.from({ length: count }, () => ({ outer: `${arm}`, inner: `${strata[at]}`, across: `${at}`, at, arm })),
    ),
  );
  const colours = equitableColours(strands, readers, random);
  return upTo(readers).map((reader) =>
    strands.filter((_, index) => colours[index] === reader).map(({ at, arm }) => ({ case: at, arm, period: 1 })),
  );
}

/**
 * Gives cases that a reader saw before to somebody else: in exchange for one of the same arm (and stratum), or for one
 * that is read less often, so that what was even stays even.
 */
function avoidKnown({ strata, knows, random }: Dealing, dealt: readonly Placed[][], stratified: boolean): Dealt | null {
  const lists = dealt.map((list) => [...list]);
  const alike = (one: number, other: number): boolean => !stratified || strata[one] === strata[other];
  const has = (reader: number, at: number): boolean => lists[reader]?.some((each) => each.case === at) ?? false;
  const uses = (at: number, arm?: number): number =>
    lists.flat().filter((each) => each.case === at && (arm === undefined || each.arm === arm)).length;

  for (const [reader, list] of lists.entries()) {
    for (const [place, { case: known, arm }] of list.entries()) {
      if (!knows(reader, known)) continue;
      const swaps = lists.flatMap((theirs, other) =>
        theirs.flatMap((each, index) =>
          other !== reader &&
          each.arm === arm &&
          alike(each.case, known) &&
          !knows(other, known) &&
          !knows(reader, each.case) &&
          !has(other, known) &&
          !has(reader, each.case)
            ? [{ theirs, index, each }]
            : [],
        ),
      );
      const swap = random.shuffle(swaps)[0];
      if (swap) {
        list[place] = swap.each;
        swap.theirs[swap.index] = { case: known, arm, period: 1 };
        continue;
      }
      const [most, mostInArm] = [uses(known), uses(known, arm)];
      const rarer = [...strata.keys()].filter(
        (at) =>
          alike(at, known) && !knows(reader, at) && !has(reader, at) && uses(at) < most && uses(at, arm) < mostInArm,
      );
      const instead = random.shuffle(rarer)[0];
      if (instead === undefined) return null;
      list[place] = { case: instead, arm, period: 1 };
    }
  }
  return lists;
}
