import type { Random } from '#core/random.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import type { FilmStore, TrainingData } from '../data.ts';
import type { Group } from '../groups.ts';
import type { Batch } from '../step.ts';

/** What every stage draws from. */
export interface Materials {
  readonly architecture: Architecture;
  readonly data: TrainingData;
  readonly store: FilmStore;
}

export const STAGE_NAMES = ['language', 'vision', 'bridge', 'instruction', 'everything'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** A stage: what it trains, and how it draws the batches of one step from chance alone. */
export interface Stage {
  readonly trains: readonly Group[];
  batches(materials: Materials, random: Random): Batch[];
}
