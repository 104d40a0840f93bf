import { Failure } from '#core/errors.ts';
import type { Draft } from '../cases/case.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { AllocationKey, ReadingLists } from './lists.ts';
import type { Reader } from './readers.ts';

export interface AllocationInput {
  readonly protocol: Protocol;
  readonly readers: readonly Reader[];
  readonly cases: readonly { readonly id: string }[];
  readonly drafts: readonly Draft[];
  readonly seed: number;
}

/** How evenly the cases are used: reads of the least and the most read case. */
export interface BalanceRow {
  readonly group: string;
  /** Null: all arms of the group together. */
  readonly arm: string | null;
  readonly readers: number;
  readonly cases: number;
  readonly reads: number;
  readonly fewest: number;
  readonly most: number;
}

export interface Allocation {
  readonly lists: ReadingLists;
  readonly key: AllocationKey;
  readonly balance: readonly BalanceRow[];
}

/** Balanced, reproducible reading lists. Throws Failure allocation-impossible that names the arm and the counts. */
export function allocate(input: AllocationInput): Allocation {
  throw new Failure('internal', { reason: `not written yet ${input.seed}` });
}
