import { circulation, type Arc } from './circulation.ts';
import { impossible, upTo, type Dealing, type Dealt } from './dealing.ts';
import { equitableColours } from './equitable.ts';

/**
 * Some cases are read by all readers, the rest go round: each of them by equally many readers, each reader equally many
 * of each stratum, all within one, and any two readers share about equally many. Every case once a reader; the arms
 * are even for each reader, in each stratum, and for each case.
 */
export function dealIncompleteBlocks(dealing: Dealing, anchors: number, reads: number): Dealt {
  const { arms, readers, strata, random } = dealing;
  const shared = chooseAnchors(dealing, anchors);
  const rest = [...strata.keys()].filter((at) => !shared.includes(at));
  const lists = evenOverlaps(dealing, roundLists(dealing, rest, reads - anchors)).map((list) => [...shared, ...list]);
  const strands = lists.flatMap((list, reader) =>
    list.map((at) => ({ outer: `${reader}`, inner: `${strata[at]}`, across: `${at}`, reader, at })),
  );
  const colours = equitableColours(strands, arms, random.fork('arms'));
  const dealt = upTo(readers).map((): { case: number; arm: number; period: number }[] => []);
  for (const [index, { reader, at }] of strands.entries())
    dealt[reader]?.push({ case: at, arm: colours[index] ?? 0, period: 1 });
  return dealt;
}

/** Cases that nobody saw before, at even distances over the strata. */
function chooseAnchors({ readers, strata, knows }: Dealing, anchors: number): number[] {
  const fresh = [...strata.keys()].filter((at) => !upTo(readers).some((reader) => knows(reader, at)));
  if (fresh.length < anchors)
    throw impossible(`${anchors} cases for all, but only ${fresh.length} were not seen by a reader before the study`);
  return upTo(anchors).map((index) => fresh[Math.floor(((index + 0.5) * fresh.length) / anchors)] ?? 0);
}

/** So many of the cases to each reader, none that they know; as a flow from readers over their strata to cases. */
function roundLists({ readers, strata, knows, random }: Dealing, cases: readonly number[], reads: number): number[][] {
  if (reads === 0) return upTo(readers).map(() => []);
  const kinds = [...new Set(cases.map((at) => strata[at] ?? 0))];
  const arcs: Arc[] = [];
  const own: { reader: number; at: number; arc: number }[] = [];
  const firstPart = 1 + readers;
  const firstCase = firstPart + readers * kinds.length;
  for (const reader of random.shuffle(upTo(readers))) {
    arcs.push({ from: 0, to: 1 + reader, low: reads, high: reads });
    for (const [index, kind] of kinds.entries()) {
      const part = firstPart + reader * kinds.length + index;
      const share = (reads * cases.filter((at) => strata[at] === kind).length) / cases.length;
      arcs.push({ from: 1 + reader, to: part, low: Math.floor(share), high: Math.ceil(share) });
      for (const place of random.shuffle([...cases.keys()])) {
        const at = cases[place] ?? 0;
        if (strata[at] !== kind || knows(reader, at)) continue;
        own.push({ reader, at, arc: arcs.length });
        arcs.push({ from: part, to: firstCase + place, low: 0, high: 1 });
      }
    }
  }
  const share = (readers * reads) / cases.length;
  for (const place of cases.keys())
    arcs.push({ from: firstCase + place, to: 0, low: Math.floor(share), high: Math.ceil(share) });
  const flow = circulation(firstCase + cases.length, arcs);
  if (!flow)
    throw impossible(
      `${readers} readers can't share ${cases.length} cases evenly, ${reads} each, without cases they saw before the study`,
    );
  return upTo(readers).map((reader) =>
    own.filter((each) => each.reader === reader && flow[each.arc] === 1).map(({ at }) => at),
  );
}

/** Exchanges tried for each read. */
const EXCHANGES = 30;

/**
 * Two readers exchange cases of one stratum where that brings the numbers of cases that pairs of readers share nearer
 * to each other. The uses of the cases stay as they are.
 */
function evenOverlaps({ readers, strata, knows, random }: Dealing, lists: number[][]): number[][] {
  const has = lists.map((list) => new Set(list));
  const shared = has.map((mine) => has.map((theirs) => [...mine].filter((at) => theirs.has(at)).length));
  const tries = readers < 3 ? 0 : EXCHANGES * lists.flat().length;
  for (let index = 0; index < tries; index++) {
    const [one = 0, other = 0] = [random.integer(readers), random.integer(readers)];
    const given = [...(has[one] ?? [])][random.integer(Math.max(1, has[one]?.size ?? 0))] ?? -1;
    const taken = [...(has[other] ?? [])][random.integer(Math.max(1, has[other]?.size ?? 0))] ?? -1;
    const allowed =
      one !== other &&
      strata[given] === strata[taken] &&
      !has[other]?.has(given) &&
      !has[one]?.has(taken) &&
      !knows(one, taken) &&
      !knows(other, given);
    if (!allowed) continue;
    const changes = upTo(readers)
      .filter((third) => third !== one && third !== other)
      .map((third) => {
        const step = Number(has[third]?.has(taken)) - Number(has[third]?.has(given));
        return { third, step, gain: square(shared, one, third, step) + square(shared, other, third, -step) };
      });
    if (changes.reduce((sum, { gain }) => sum + gain, 0) >= 0) continue;
    for (const { third, step } of changes) {
      add(shared, one, third, step);
      add(shared, other, third, -step);
    }
    exchange(has[one], given, taken);
    exchange(has[other], taken, given);
  }
  return has.map((set) => [...set]);
}

/** How much the square of a number of shared cases grows with a step. */
function square(shared: readonly (readonly number[])[], one: number, other: number, step: number): number {
  const now = shared[one]?.[other] ?? 0;
  return (now + step) ** 2 - now ** 2;
}

function add(shared: number[][], one: number, other: number, step: number): void {
  for (const [row, column] of [
    [one, other],
    [other, one],
  ] as const) {
    const values = shared[row];
    if (values) values[column] = (values[column] ?? 0) + step;
  }
}

function exchange(set: Set<number> | undefined, out: number, into: number): void {
  set?.delete(out);
  set?.add(into);
}
