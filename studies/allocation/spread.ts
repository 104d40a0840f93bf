import type { Random } from '#core/random.ts';

/** A read to hand out: a case (by index) in an arm (by index). */
export interface Unit {
  readonly case: number;
  readonly arm: number;
}

interface Edge extends Unit {
  readonly slot: number;
  colour: number;
}

/**
 * Hands the reads out to readers so that nobody gets a case twice and everybody gets the same number in each arm.
 *
 * That is an edge colouring: cases on one side, places in a reader's list on the other (as many a reader and arm as
 * the protocol says), readers as colours. A bipartite graph needs no more colours than its largest degree (König
 * 1916), which is the number of readers on both sides, so it always works out; conflicts are resolved by swapping two
 * colours along a path. `counts[case][arm]` as `balancedCounts` gives them.
 */
export function spreadOverReaders(
  counts: readonly (readonly number[])[],
  readers: number,
  random: Random,
): readonly (readonly Unit[])[] {
  const bySlot = new Map<number, (Edge | undefined)[]>();
  const byCase = new Map<number, (Edge | undefined)[]>();
  function at(side: Map<number, (Edge | undefined)[]>, vertex: number): (Edge | undefined)[] {
    const colours = side.get(vertex) ?? new Array<Edge | undefined>(readers).fill(undefined);
    side.set(vertex, colours);
    return colours;
  }
  function paint(edge: Edge, colour: number): void {
    edge.colour = colour;
    at(bySlot, edge.slot)[colour] = edge;
    at(byCase, edge.case)[colour] = edge;
  }
  function wipe(edge: Edge): void {
    at(bySlot, edge.slot)[edge.colour] = undefined;
    at(byCase, edge.case)[edge.colour] = undefined;
  }

  const edges = random.shuffle(slots(counts, readers, random));
  for (const edge of edges) {
    const slot = at(bySlot, edge.slot);
    const taken = at(byCase, edge.case);
    const colours = random.shuffle([...slot.keys()]);
    const common = colours.find((colour) => !slot[colour] && !taken[colour]);
    if (common !== undefined) {
      paint(edge, common);
      continue;
    }
    const free = colours.find((colour) => !slot[colour]) ?? 0;
    const other = colours.find((colour) => !taken[colour]) ?? 0;
    const path = alternate(edge.case, free, other);
    for (const each of path) wipe(each);
    for (const each of path) paint(each, each.colour === free ? other : free);
    paint(edge, free);
  }
  return Array.from({ length: readers }, (_, colour) => edges.filter((edge) => edge.colour === colour));

  /** The path of the two colours that begins at a case; it can't end at the slot, which lacks the first colour. */
  function alternate(start: number, first: number, second: number): Edge[] {
    const path: Edge[] = [];
    let side = byCase;
    let vertex = start;
    for (let colour = first; ; colour = colour === first ? second : first) {
      const edge = side.get(vertex)?.[colour];
      if (!edge) return path;
      path.push(edge);
      vertex = side === byCase ? edge.slot : edge.case;
      side = side === byCase ? bySlot : byCase;
    }
  }
}

/** The reads of each arm dealt to list places, one for each reader. */
function slots(counts: readonly (readonly number[])[], readers: number, random: Random): Edge[] {
  const arms = counts[0]?.length ?? 0;
  const edges: Edge[] = [];
  let slot = 0;
  for (let arm = 0; arm < arms; arm++) {
    const units = counts.flatMap((row, index) => new Array<number>(row[arm] ?? 0).fill(index));
    for (const [place, index] of random.shuffle(units).entries()) {
      edges.push({ case: index, arm, slot: slot + Math.floor(place / readers), colour: -1 });
    }
    slot += Math.ceil(units.length / readers);
  }
  return edges;
}
