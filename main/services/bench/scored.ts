import { seededRandom } from '#core/random.ts';
import { publishedFor, type PublishedScore } from '#models/chexbench/published.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { scoreRecords, type ScoreRow } from '#models/chexbench/score.ts';
import { readRecords } from './recordsFile.ts';
import { readRun, type BenchRun } from './runFolder.ts';

/** A run with its scores. */
export interface ScoredRun {
  readonly model: BenchRun['model'];
  readonly wording: BenchRun['wording'];
  readonly answered: number;
  readonly items: number;
  /** Items that the model could not be asked, with the first reason. */
  readonly failed: { readonly count: number; readonly first: string | null };
  readonly rows: readonly (ScoreRow & { readonly published: readonly PublishedScore[] })[];
}

/** Decides the draws of all intervals: the same records give the same bounds. */
const SEED = 1;

/** What a run is of, and its answers so far. */
export interface WholeRun {
  readonly run: BenchRun;
  readonly records: readonly BenchRecord[];
}

/** Throws bench-missing, bench-damaged, file-missing. */
export async function readWhole(folder: string): Promise<WholeRun> {
  return { run: await readRun(folder), records: await readRecords(folder) };
}

/** The scores of a run, with what was published for the same source. */
export function scoredRun({ model, wording, items }: BenchRun, records: readonly BenchRecord[]): ScoredRun {
  const failures = records.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const rows = scoreRecords(records, seededRandom(SEED));
  return {
    model,
    wording,
    answered: records.length,
    items,
    failed: { count: failures.length, first: failures[0] ?? null },
    rows: rows.map((row) => ({ ...row, published: publishedFor(row) })),
  };
}
