import type { RadEntity } from './entities.ts';

/**
 * How much of an entity must agree: its words and label (`simple`); whether it has a relation as well (`partial`, RG_ER of
 * Delbrouck et al. 2022); or each relation with its label and the words it goes to (`complete`).
 */
export const radgraphLevels = ['simple', 'partial', 'complete'] as const;
export type RadgraphLevel = (typeof radgraphLevels)[number];

/**
 * F1-RadGraph of one text, 0 to 1: the harmonic mean of the shares of either side's different items that the other has;
 * 0 where a side has no entity at all. As `rewards.py` of the `radgraph` package (Stanford AIMI, 0.1) counts, case of
 * letters included: only the words of related entities are made small, and only at `complete`.
 */
export function radgraphF1(
  candidate: readonly RadEntity[],
  reference: readonly RadEntity[],
  level: RadgraphLevel,
): number {
  const [own, wanted] = [itemsOf(candidate, level), itemsOf(reference, level)];
  if (own.size === 0 || wanted.size === 0) return 0;
  const shared = [...own].filter((item) => wanted.has(item)).length;
  // 2 p r / (p + r) with p = shared / own, r = shared / wanted.
  return (2 * shared) / (own.size + wanted.size);
}

function itemsOf(entities: readonly RadEntity[], level: RadgraphLevel): Set<string> {
  return new Set(
    entities.flatMap(({ tokens, label, relations }) => {
      if (level === 'simple' || relations.length === 0) return JSON.stringify([tokens, label]);
      if (level === 'partial') return JSON.stringify([tokens, label, true]);
      return relations.map(([relation, object]) =>
        JSON.stringify([tokens.toLowerCase(), label, relation, entities[object]?.tokens.toLowerCase()]),
      );
    }),
  );
}
