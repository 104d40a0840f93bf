import { Failure } from '#core/errors.ts';
import type { Random } from '#core/random.ts';

/** A read before it has a place in the list: a case and an arm (by index) and a period from 1. */
export interface Placed {
  readonly case: number;
  readonly arm: number;
  readonly period: number;
}

/** What the reads of one group are dealt out from. */
export interface Dealing {
  readonly arms: number;
  readonly readers: number;
  /** The stratum of each case; cases of one stratum stand together, by chance within it. */
  readonly strata: readonly number[];
  /** Whether a reader saw the case before the study. */
  readonly knows: (reader: number, at: number) => boolean;
  readonly random: Random;
}

/** The reads of each reader, in no order yet. */
export type Dealt = readonly (readonly Placed[])[];

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function impossible(reason: string): Failure {
  return new Failure('allocation-impossible', { reason });
}
