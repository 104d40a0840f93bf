/** A one-way street between two places, with the least and the most that may flow along it. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A flow in whole numbers that keeps every arc within its bounds and loses nothing at any place; one number an arc, or
 * null where there is none. Where a fractional flow fits, a whole one does: that is why shares can be rounded on both
 * sides of a table at once. Hoffman's circulation theorem by the largest flow from a super source (Ahuja, Magnanti and
 * Orlin, Network Flows, 1993, section 6.7), found by Dinic's algorithm. Ties go to the earlier arc: hand the arcs in
 * in random order.
 */
export function circulation(places: number, arcs: readonly Arc[]): number[] | null {
  const [source, sink] = [places, places + 1];
  const network = emptyNetwork(places + 2);
  const surplus = new Array<number>(places).fill(0);
  const numbers = arcs.map(({ from, to, low, high }) => {
    surplus[to] = (surplus[to] ?? 0) + low;
    surplus[from] = (surplus[from] ?? 0) - low;
    return network.add(from, to, high - low);
  });
  if (arcs.some(({ low, high }) => low > high)) return null;
  let wanted = 0;
  for (const [place, amount] of surplus.entries()) {
    if (amount > 0) network.add(source, place, amount);
    if (amount < 0) network.add(place, sink, -amount);
    wanted += Math.max(0, amount);
  }
  if (network.send(source, sink) < wanted) return null;
  return arcs.map(({ high }, index) => high - network.room(numbers[index] ?? 0));
}

interface Network {
  /** Returns the number of the arc. */
  add(from: number, to: number, room: number): number;
  /** Sends as much as there is room for; returns how much that was. */
  send(source: number, sink: number): number;
  /** What could still flow along an arc. */
  room(arc: number): number;
}

/** Arcs stand in pairs, there and back: the partner of arc a is a ^ 1. */
function emptyNetwork(places: number): Network {
  const target: number[] = [];
  const rooms: number[] = [];
  const leaving: number[][] = Array.from({ length: places }, () => []);
  let level: number[] = [];
  let next: number[] = [];

  function add(from: number, to: number, room: number): number {
    leaving[from]?.push(target.length);
    leaving[to]?.push(target.length + 1);
    target.push(to, from);
    rooms.push(room, 0);
    return target.length - 2;
  }

  /** How many steps each place is from the source along arcs with room; false where the sink is out of reach. */
  function measure(source: number, sink: number): boolean {
    level = new Array<number>(places).fill(-1);
    level[source] = 0;
    const queue = [source];
    for (const place of queue) {
      for (const arc of leaving[place] ?? []) {
        const to = target[arc] ?? 0;
        if ((rooms[arc] ?? 0) === 0 || level[to] !== -1) continue;
        level[to] = (level[place] ?? 0) + 1;
        queue.push(to);
      }
    }
    return level[sink] !== -1;
  }

  function push(place: number, sink: number, most: number): number {
    if (place === sink) return most;
    const arcs = leaving[place] ?? [];
    for (; (next[place] ?? 0) < arcs.length; next[place] = (next[place] ?? 0) + 1) {
      const arc = arcs[next[place] ?? 0] ?? 0;
      const to = target[arc] ?? 0;
      if ((rooms[arc] ?? 0) === 0 || level[to] !== (level[place] ?? 0) + 1) continue;
      const sent = push(to, sink, Math.min(most, rooms[arc] ?? 0));
      if (sent === 0) continue;
      rooms[arc] = (rooms[arc] ?? 0) - sent;
      rooms[arc ^ 1] = (rooms[arc ^ 1] ?? 0) + sent;
      return sent;
    }
    return 0;
  }

  function send(source: number, sink: number): number {
    let all = 0;
    while (measure(source, sink)) {
      next = new Array<number>(places).fill(0);
      for (let sent = push(source, sink, Infinity); sent > 0; sent = push(source, sink, Infinity)) all += sent;
    }
    return all;
  }

  return { add, send, room: (arc) => rooms[arc] ?? 0 };
}
