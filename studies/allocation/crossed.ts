import { circulation, type Arc } from './circulation.ts';
import { impossible, upTo, type Dealing, type Dealt, type Placed } from './dealing.ts';
import { cyclicSquare, type Square } from './squares.ts';

/**
 * Every reader reads every case in every arm: reader and case together name the row of a square, and the row is the
 * order of arms over the periods. Neighbouring cases have neighbouring rows and so have neighbouring readers, so that
 * in a period each reader has every arm equally often, each case is read in every arm equally often, and both hold in
 * every stratum, all within one.
 */
export function dealCrossed({ arms, readers, strata, random }: Dealing, squares: readonly Square[]): Dealt {
  const names = random.shuffle(upTo(arms));
  // Whole sets of squares over the readers leave every stratum with one square; otherwise they alternate over cases.
  const overReaders = readers % (squares.length * arms) === 0;
  return random.shuffle(upTo(readers)).map((turn) =>
    strata.flatMap((_, at): Placed[] => {
      const square = squares[Math.floor((overReaders ? turn : at) / arms) % squares.length];
      const row = square?.[(at + turn) % arms] ?? [];
      return row.map((arm, index) => ({ case: at, arm: names[arm] ?? 0, period: index + 1 }));
    }),
  );
}

/** Every reader reads every case once; the arm moves on by one from case to case and from reader to reader. */
export function dealLatinSquare({ arms, readers, strata, random }: Dealing): Dealt {
  const names = random.shuffle(upTo(arms));
  return random
    .shuffle(upTo(readers))
    .map((turn) => strata.map((_, at) => ({ case: at, arm: names[(at + turn) % arms] ?? 0, period: 1 })));
}

/** Blocks are drawn anew so many times before a reader's past cases make them impossible. */
const TRIES = 200;

/** Readers and cases are split into blocks, strata evenly; inside a block the design is crossed. */
export function dealSplitPlot(dealing: Dealing, blocks: number): Dealt {
  const { readers, strata, random } = dealing;
  for (let tries = 0; tries < TRIES; tries++) {
    const order = withinStrata(dealing);
    const casesOf = upTo(blocks).map((block) => order.filter((_, place) => place % blocks === block));
    const blockOf = readersToBlocks(dealing, casesOf);
    if (!blockOf) continue;
    const dealt: Placed[][] = upTo(readers).map(() => []);
    for (const [block, cases] of casesOf.entries()) {
      const members = upTo(readers).filter((reader) => blockOf[reader] === block);
      const inside = { ...dealing, readers: members.length, strata: cases.map((at) => strata[at] ?? 0) };
      const lists = dealCrossed({ ...inside, random: random.fork(`block ${block}`) }, [cyclicSquare(dealing.arms)]);
      for (const [index, list] of lists.entries())
        dealt[members[index] ?? 0]?.push(...list.map((each) => ({ ...each, case: cases[each.case] ?? 0 })));
    }
    return dealt;
  }
  throw impossible(
    `in ${TRIES} ways to make ${blocks} blocks, readers would meet cases that they saw before the study`,
  );
}

/** The cases in a new order, each in a place of its stratum. */
function withinStrata({ strata, random }: Dealing): number[] {
  const places = random.shuffle([...strata.keys()]);
  const byStratum = new Map<number, number[]>();
  for (const at of places) byStratum.set(strata[at] ?? 0, [...(byStratum.get(strata[at] ?? 0) ?? []), at]);
  return strata.map((stratum) => byStratum.get(stratum)?.pop() ?? 0);
}

/** A block for every reader in which nothing is known to them, blocks of one size within one; null where there is none. */
function readersToBlocks(
  { readers, knows, random }: Dealing,
  casesOf: readonly (readonly number[])[],
): number[] | null {
  const blocks = casesOf.length;
  const arcs: Arc[] = [];
  for (const reader of random.shuffle(upTo(readers))) {
    arcs.push({ from: 0, to: 1 + reader, low: 1, high: 1 });
    for (const block of random.shuffle(upTo(blocks)))
      if (!casesOf[block]?.some((at) => knows(reader, at)))
        arcs.push({ from: 1 + reader, to: 1 + readers + block, low: 0, high: 1 });
  }
  for (const block of casesOf.keys())
    arcs.push({
      from: 1 + readers + block,
      to: 0,
      low: Math.floor(readers / blocks),
      high: Math.ceil(readers / blocks),
    });
  const flow = circulation(1 + readers + blocks, arcs);
  if (!flow) return null;
  const blockOf: number[] = [];
  for (const [index, { from, to }] of arcs.entries())
    if (flow[index] === 1 && from > 0 && to > readers) blockOf[from - 1] = to - readers - 1;
  return blockOf;
}
