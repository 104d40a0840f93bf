/**
 * Guesses how a text goes on from what was seen before. Reports are formulaic, so the guesses are often right; the model
 * has the last word on each.
 */
export interface Guesser {
  /** Remembers a text: a prompt, a finished draft, a report. */
  learn(ids: readonly number[]): void;
  /** Up to `most` tokens that may follow `ids`; none when nothing like it was seen. */
  guess(ids: readonly number[], most: number): number[];
}

/** The runs of tokens that are looked up, the longest first. */
const ORDERS = [6, 5, 4, 3, 2, 1] as const;
/** A guess ends where the chance that all of it is right falls below this. */
const FLOOR = 0.1;

interface Followers {
  readonly counts: Map<number, number>;
  total: number;
}

/** Followers of longer runs count first, those of shorter ones for the rest (Witten and Bell 1991, method C). */
export function createGuesser(): Guesser {
  const tables = ORDERS.map(() => new Map<number, Followers>());

  function learn(ids: readonly number[]): void {
    for (const [index, order] of ORDERS.entries()) {
      const table = tables[index] as Map<number, Followers>;
      for (let end = order; end < ids.length; end++) count(table, runKey(ids, end, order), ids[end] as number);
    }
  }

  function guess(ids: readonly number[], most: number): number[] {
    const text = ids.slice(-ORDERS[0]);
    const guesses: number[] = [];
    let chance = 1;
    while (guesses.length < most) {
      const next = likeliest(text);
      chance *= next.chance;
      if (chance < FLOOR) break;
      guesses.push(next.id);
      text.push(next.id);
    }
    return guesses;
  }

  function likeliest(text: readonly number[]): { id: number; chance: number } {
    const chances = new Map<number, number>();
    let rest = 1;
    for (const [index, order] of ORDERS.entries()) {
      const followers = text.length < order ? undefined : tables[index]?.get(runKey(text, text.length, order));
      if (!followers) continue;
      const share = rest / (followers.total + followers.counts.size);
      for (const [id, seen] of followers.counts) chances.set(id, (chances.get(id) ?? 0) + share * seen);
      rest = share * followers.counts.size;
    }
    let best = { id: -1, chance: 0 };
    for (const [id, chance] of chances) if (chance > best.chance) best = { id, chance };
    return best;
  }
  return { learn, guess };
}

function count(table: Map<number, Followers>, key: number, next: number): void {
  const followers = table.get(key) ?? { counts: new Map<number, number>(), total: 0 };
  followers.counts.set(next, (followers.counts.get(next) ?? 0) + 1);
  followers.total++;
  table.set(key, followers);
}

/** FNV-1a over the `order` ids before `end`; two runs with one key would only make a wrong guess. */
function runKey(ids: readonly number[], end: number, order: number): number {
  let hash = 0x811c9dc5;
  for (let index = end - order; index < end; index++) hash = Math.imul(hash ^ (ids[index] as number), 0x01000193);
  return hash;
}
