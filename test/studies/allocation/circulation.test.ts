import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { circulation, type Arc } from '#studies/allocation/circulation.ts';
import { equitableColours } from '#studies/allocation/equitable.ts';

const PLACES = 4;

/** Whether any whole numbers within the bounds lose nothing at any place, tried one by one. */
function exists(arcs: readonly Arc[], from = 0, balance = new Array<number>(PLACES).fill(0)): boolean {
  const arc = arcs[from];
  if (!arc) return balance.every((each) => each === 0);
  for (let flow = arc.low; flow <= arc.high; flow++) {
    const next = [...balance];
    next[arc.from]! -= flow;
    next[arc.to]! += flow;
    if (exists(arcs, from + 1, next)) return true;
  }
  return false;
}

test('finds a flow within its bounds wherever there is one', () => {
  const place = fc.nat(PLACES - 1);
  const arc = fc
    .record({ from: place, to: place, low: fc.nat(2), more: fc.nat(2) })
    .map(({ from, to, low, more }): Arc => ({ from, to, low, high: low + more }));
  fc.assert(
    fc.property(fc.array(arc, { maxLength: 7 }), (arcs) => {
      const flow = circulation(PLACES, arcs);
      expect(flow !== null).toBe(exists(arcs));
      if (!flow) return;
      const balance = new Array<number>(PLACES).fill(0);
      for (const [index, { from, to, low, high }] of arcs.entries()) {
        const each = flow[index] ?? -1;
        expect(each >= low && each <= high).toBe(true);
        balance[from]! -= each;
        balance[to]! += each;
      }
      expect(balance).toEqual([0, 0, 0, 0]);
    }),
    { numRuns: 400 },
  );
});

test('colours are even within one in every part, in parts of parts, and across', () => {
  const strand = fc.record({
    outer: fc.constantFrom('r1', 'r2', 'r3'),
    inner: fc.constantFrom('young', 'old'),
    across: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
  });
  fc.assert(
    fc.property(
      fc.array(strand, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(),
      (strands, colours, seed) => {
        const found = equitableColours(strands, colours, seededRandom(seed));
        for (const part of [
          ({ outer }: (typeof strands)[number]) => outer,
          ({ outer, inner }: (typeof strands)[number]) => `${outer} ${inner}`,
          ({ across }: (typeof strands)[number]) => across,
        ]) {
          for (const name of new Set(strands.map(part))) {
            const uses = Array.from(
              { length: colours },
              (_, colour) => strands.filter((each, index) => part(each) === name && found[index] === colour).length,
            );
            expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(1);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
