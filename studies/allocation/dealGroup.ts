import type { Random } from '#core/random.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { dealCrossed, dealLatinSquare, dealSplitPlot } from './crossed.ts';
import { impossible, type Dealing, type Dealt } from './dealing.ts';
import { dealIncompleteBlocks } from './incompleteBlocks.ts';
import { dealParallel } from './parallel.ts';
import { parallelCounts } from './parallelCounts.ts';
import { cyclicSquare, williamsSquares } from './squares.ts';

/** A group to deal out to, its cases in order. */
export interface GroupTable {
  readonly protocol: Protocol;
  readonly group: Protocol['groups'][number];
  readonly readers: number;
  readonly strata: readonly number[];
  readonly knows: Dealing['knows'];
  /** `available[arm][case]`. */
  readonly available: readonly (readonly boolean[])[];
}

/** Parallel lists are drawn anew so many times before a reader's past cases make them impossible. */
const TRIES = 50;

/** The reads of each reader of a group, by the design of the protocol. Throws allocation-impossible. */
export function dealGroup(table: GroupTable, random: Random): Dealt {
  const { protocol, group, readers, strata, knows } = table;
  const design = protocol.design ?? { kind: 'parallel' };
  const dealing: Dealing = { arms: group.arms.length, readers, strata, knows, random };
  switch (design.kind) {
    case 'parallel':
      return parallel(table, dealing);
    case 'crossed':
      return dealCrossed(dealing, [cyclicSquare(dealing.arms)]);
    case 'williams':
      return dealCrossed(dealing, williamsSquares(dealing.arms));
    case 'latin-square':
      return dealLatinSquare(dealing);
    case 'split-plot':
      return dealSplitPlot(dealing, design.blocks);
    case 'incomplete-blocks':
      return dealIncompleteBlocks(dealing, design.anchors, readsOf(group));
  }
}

function readsOf(group: GroupTable['group']): number {
  return group.arms.reduce((sum, { cases }) => sum + cases, 0);
}

function parallel({ protocol, group, readers, available }: GroupTable, dealing: Dealing): Dealt {
  const counts = parallelCounts(protocol, group, readers, available);
  const stratified = new Set(dealing.strata).size > 1;
  for (let tries = 0; tries < TRIES; tries++) {
    // The first draw comes from the very stream that earlier versions used: their lists can be made again.
    const random = tries === 0 ? dealing.random : dealing.random.fork(`try ${tries}`);
    const dealt = dealParallel({ ...dealing, random }, counts, stratified);
    if (dealt) return dealt;
  }
  throw impossible(`in ${TRIES} draws, readers of ${group.id} would meet cases that they saw before the study`);
}
