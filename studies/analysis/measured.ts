import type { Endpoint } from '../protocol/endpoints.ts';
import {
  linearEffect,
  type Frames,
  type ModelEffect,
  type ModelSpec,
  type NoEffect,
  type Observation,
} from './effects.ts';
import { measureOf } from './measures.ts';
import type { ReadRow } from './rows.ts';

export type Compared = Pick<Endpoint, 'group' | 'arms' | 'measure'>;

interface Shelf {
  readonly effects: Map<string, ModelEffect | NoEffect>;
  readonly frames: Frames;
}

/** Contrasts and endpoints ask for some effects alike: each model is fitted once for the rows of a study. */
const shelves = new WeakMap<readonly ReadRow[], Shelf>();

/** The arms compared on a measure by a linear mixed model, or one arm's preferences with none; see `linearEffect`. */
export function measuredEffect(
  rows: readonly ReadRow[],
  { group, arms, measure }: Compared,
  { covariates, randomEffects, degreesOfFreedom, confidence }: ModelSpec,
  log: boolean,
): ModelEffect | NoEffect {
  const shelf = shelves.get(rows) ?? { effects: new Map(), frames: new Map() };
  shelves.set(rows, shelf);
  const spec = { covariates, randomEffects, degreesOfFreedom, confidence };
  const key = JSON.stringify([group, arms, measure, spec, log]);
  const against = arms[0] === arms[1] ? 'none' : 'arm';
  const effect =
    shelf.effects.get(key) ??
    linearEffect(observationsOf(rows, { group, arms, measure }), spec, log, shelf.frames, against);
  shelf.effects.set(key, effect);
  return effect;
}

/** Values of the reads of two arms of a group. */
export function observationsOf(rows: readonly ReadRow[], { group, arms, measure }: Compared): Observation[] {
  return rows.flatMap((row) => {
    const value = row.group === group && arms.includes(row.arm ?? '') ? measureOf(measure, row) : null;
    if (value === null) return [];
    const { reader, case: caseId, position, period, place } = row;
    return [{ value, second: row.arm === arms[1], reader, case: caseId, position, period, place: place ?? position }];
  });
}
