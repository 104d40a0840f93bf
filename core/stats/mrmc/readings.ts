import { demand } from '../demand.ts';
import { Failure } from '#core/errors.ts';

/** A row of a reader study with truth: one score of one reader about one case with one modality (arm). */
export interface Reading {
  readonly reader: string;
  readonly modality: string;
  readonly case: string;
  /** Whether the case truly shows the finding. */
  readonly diseased: boolean;
  readonly score: number;
}

/** A fully crossed study: `scores[modality][reader][case]`, the diseased cases apart from the others. */
export interface CrossedStudy {
  readonly modalities: readonly string[];
  readonly readers: readonly string[];
  readonly diseased: readonly (readonly (readonly number[])[])[];
  readonly healthy: readonly (readonly (readonly number[])[])[];
}

/**
 * Arranges readings by modality, reader and case, each in order of first appearance.
 * Throws statistics where a case has two truths, a cell is missing or filled twice, or a score is no number;
 * stats-too-few without a case of either kind.
 */
export function crossedStudy(readings: readonly Reading[]): CrossedStudy {
  const method = 'multi-reader multi-case analysis';
  const truth = new Map<string, boolean>();
  const scores = new Map<string, number>();
  const key = (modality: string, reader: string, name: string): string => JSON.stringify([modality, reader, name]);
  for (const { reader, modality, case: name, diseased, score } of readings) {
    if ((truth.get(name) ?? diseased) !== diseased) throw fault(`case ${name} has two truths`);
    if (!Number.isFinite(score)) throw fault(`a score of reader ${reader} about case ${name} is no number`);
    truth.set(name, diseased);
    const cell = key(modality, reader, name);
    if (scores.has(cell)) throw fault(`reader ${reader} scores case ${name} twice with modality ${modality}`);
    scores.set(cell, score);
  }
  const modalities = [...new Set(readings.map(({ modality }) => modality))];
  const readers = [...new Set(readings.map(({ reader }) => reader))];
  function cells(diseased: boolean): number[][][] {
    const cases = [...truth.keys()].filter((name) => truth.get(name) === diseased);
    demand(method, diseased ? 'diseased cases' : 'cases without the finding', cases.length, 1);
    return modalities.map((modality) =>
      readers.map((reader) =>
        cases.map((name) => {
          const score = scores.get(key(modality, reader, name));
          if (score === undefined)
            throw fault(`reader ${reader} has no score of case ${name} with modality ${modality}`);
          return score;
        }),
      ),
    );
  }
  return { modalities, readers, diseased: cells(true), healthy: cells(false) };
}

function fault(reason: string): Failure {
  return new Failure('statistics', { method: 'multi-reader multi-case analysis', reason });
}
