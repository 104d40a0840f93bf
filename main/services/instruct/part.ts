import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '#core/random.ts';
import { parseJson, readBytes, writeWhole } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { count, samplesOf, type Counts } from '#models/chexinstruct/build.ts';
import { BenchWatch } from '#models/chexinstruct/leaks.ts';
import type { SourceName } from '#models/chexinstruct/names.ts';
import { splits, type Split } from '#models/chexinstruct/record.ts';
import { sources } from '#models/chexinstruct/sources/sources.ts';
import { FaultBook } from './faults.ts';
import { partResult, type PartResult } from './manifest.ts';
import { readPart, type Plan, type SourceFolders } from './partition.ts';
import { shardWriter } from './shards.ts';
import { sourcePart } from './sourcePart.ts';

export interface BuildOrder {
  readonly folders: SourceFolders;
  readonly out: string;
  readonly seed: number;
  readonly wordings: number;
  readonly lookForImages: boolean;
  readonly parquet: boolean;
  /** CheXbench's `data.json`, to find its films in the training samples. */
  readonly bench: string | null;
}

/** What a part needs to be built anywhere. */
export interface PartOrder {
  readonly source: SourceName;
  readonly plan: Plan;
  readonly part: number;
  readonly build: BuildOrder & { readonly benchFilms: ReadonlySet<string> };
}

export type RunPart = (order: PartOrder, progress: PatientProgress) => Promise<PartResult>;

/** Where parts lie while a build is not finished. */
export const WORK = '.work';

/** Builds one part into its shards; gives what it gave before where that has been done. */
export const buildPart: RunPart = async ({ source, plan, part, build }, progress) => {
  const { folders, out, seed, wordings, lookForImages, parquet } = build;
  const work = join(out, WORK, source);
  const done = join(work, `part-${part}.json`);
  const before = await readBytes(done).catch(() => null);
  if (before) return parseJson(before, done, partResult);
  const faults = new FaultBook();
  const tables = await readPart(source, folders, work, part);
  const input = { source, folders, tables, seed, lookForImages, faults };
  const records = [...sources[source].records(sourcePart(input))];
  tables.clear();
  const aside = join(work, `part-${part}`);
  await rm(aside, { recursive: true, force: true });
  const number = (value: number): string => String(value).padStart(5, '0');
  const writer = shardWriter(out, aside, `${source}-${number(part)}-of-${number(plan.parts)}`, parquet);
  const watch = new BenchWatch(build.benchFilms);
  const counts: Counts = {};
  const patients = new Map<Split, Set<string>>(splits.map((split) => [split, new Set()]));
  let [samples, triplets] = [0, 0];
  const options = { random: seededRandom(seed), wordings, keepNormal: plan.keepNormal };
  for (const placed of samplesOf(source, records, options)) {
    const { sample } = placed;
    const wait = writer.add(sample);
    if (wait) await wait;
    count(counts, placed);
    watch.see(placed);
    if (sample.patient_id !== null) patients.get(sample.split)?.add(sample.patient_id);
    triplets += sample.qa_pair.length;
    samples++;
    if (samples % 10_000 === 0) await progress(`${source}: samples of part`, part + 1, plan.parts);
  }
  const result: PartResult = {
    shards: await writer.finish(),
    counts,
    triplets,
    faults: faults.list(),
    leaks: watch.list(),
    patients: Object.fromEntries([...patients].map(([split, those]) => [split, [...those]])),
  };
  await writeWhole(done, JSON.stringify(result));
  return result;
};
