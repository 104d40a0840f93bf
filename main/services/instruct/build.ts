import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { canonicalJson } from '#core/digest.ts';
import { hashBytes, jsonText, onFile, readBytes, writeWhole } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { readBench } from '#models/chexbench/items.ts';
import type { Counts } from '#models/chexinstruct/build.ts';
import { benchFilms, PatientWatch } from '#models/chexinstruct/leaks.ts';
import { sourceNames, sourceTitles, type SourceName } from '#models/chexinstruct/names.ts';
import { splits, type Split } from '#models/chexinstruct/record.ts';
import { sources } from '#models/chexinstruct/sources/sources.ts';
import { FaultBook } from './faults.ts';
import { MANIFEST, type Manifest, type PartResult } from './manifest.ts';
import { buildPart, WORK, type BuildOrder, type PartOrder, type RunPart } from './part.ts';
import { findTables, partition, type Plan } from './partition.ts';

/** How parts are built: here one after the other, or several at once elsewhere. */
export interface PartWays {
  readonly run: RunPart;
  readonly atOnce: number;
}

const HERE: PartWays = { run: buildPart, atOnce: 1 };

/**
 * Builds the instruction data of all sources given into a folder: shards under `data/`, and a manifest when all is done.
 * Broken off and called again, it goes on after the last finished part and ends with the same bytes, however its parts
 * are built. Throws instruct-other where the folder holds another build.
 */
export async function buildInstruct(
  order: BuildOrder,
  progress: PatientProgress,
  ways: PartWays = HERE,
): Promise<Manifest> {
  const { out, folders, bench } = order;
  const benchText = bench === null ? null : (await readBytes(bench)).toString('utf8');
  const films = benchText === null ? new Set<string>() : benchFilms(readBench(benchText, bench ?? ''));
  const build = { ...order, benchFilms: films };
  const given = sourceNames.filter(
    (name) => folders[name] !== undefined && neededBy(name).every((each) => folders[each]),
  );
  await settle(order, given, benchText);
  const results: { source: SourceName; plan: Plan; parts: PartResult[] }[] = [];
  for (const source of given) {
    const plan = await partition(source, folders, join(out, WORK, source), progress);
    results.push({ source, plan, parts: await allParts({ source, plan, build }, ways, progress) });
  }
  const result = manifestOf(order, results);
  await writeWhole(join(out, MANIFEST), jsonText(result));
  await rm(join(out, WORK), { recursive: true, force: true });
  return result;
}

async function allParts(
  order: Omit<PartOrder, 'part'>,
  { run, atOnce }: PartWays,
  progress: PatientProgress,
): Promise<PartResult[]> {
  const { source, plan } = order;
  const waiting = Array.from({ length: plan.parts }, (_, part) => part);
  const results: PartResult[] = [];
  let done = 0;
  async function work(): Promise<void> {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      results[part] = await run({ ...order, part }, progress);
      await progress(`${source}: parts`, ++done, plan.parts);
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, plan.parts) }, work));
  } finally {
    // Where one failed, the others begin nothing more.
    waiting.length = 0;
  }
  return results;
}

/** Sources whose tables a source needs beside its own. */
function neededBy(source: SourceName): SourceName[] {
  const others = Object.values(sources[source].tables).map(({ of }) => of ?? source);
  return [...new Set(others)].filter((other) => other !== source);
}

/** Writes down what is being built, or finds that it is what was begun. The hash of a large table would take too long. */
async function settle(order: BuildOrder, given: readonly SourceName[], benchText: string | null): Promise<void> {
  const { seed, wordings, lookForImages, parquet, out, folders } = order;
  if (given.length === 0) throw new Failure('instruct-nothing', { needs: 'mimic-cxr' });
  const tables: Record<string, unknown> = {};
  for (const source of given) {
    tables[source] = (await findTables(source, folders)).map(({ name, files }) => ({ name, files }));
  }
  const identity = { seed, wordings, lookForImages, parquet, tables, bench: benchText && hashBytes(benchText) };
  const text = `${canonicalJson(JSON.parse(JSON.stringify(identity)))}\n`;
  const file = join(out, 'build.json');
  const before = await readBytes(file).catch(() => null);
  if (before && before.toString('utf8') !== text) throw new Failure('instruct-other', { folder: out });
  if (before) return;
  const exists = await stat(join(out, 'data')).catch(() => null);
  if (exists) throw new Failure('file-exists', { file: join(out, 'data') });
  await onFile(out, () => mkdir(out, { recursive: true }));
  await writeWhole(file, text);
}

function manifestOf(
  { seed, wordings, lookForImages, bench, folders }: BuildOrder,
  results: readonly { source: SourceName; plan: Plan; parts: readonly PartResult[] }[],
): Manifest {
  const faults = new FaultBook();
  const watch = new PatientWatch();
  const counts: Counts = {};
  for (const { source, plan, parts } of results) {
    faults.addAll(plan.faults);
    for (const part of parts) {
      faults.addAll(part.faults);
      addCounts(counts, part.counts);
      for (const split of splits) for (const each of part.patients[split] ?? []) watch.see(each, split, source);
    }
  }
  const all = results.flatMap(({ source, parts }) => parts.map((part) => ({ source, part })));
  const shards = all.flatMap(({ source, part }) => part.shards.map((shard) => ({ ...shard, source })));
  const built = new Set(results.map(({ source }) => source));
  return {
    format: 1,
    seed,
    wordings,
    imagesChecked: lookForImages,
    benchChecked: bench !== null,
    sources: results.map(({ source, plan }) => ({
      name: source,
      title: sourceTitles[source],
      licence: sources[source].licence,
      rows: plan.rows,
      keepNormal: plan.keepNormal,
      unknownColumns: plan.unknownColumns,
    })),
    lacking: sourceNames
      .filter((name) => !built.has(name))
      .map((name) => ({ name, needs: [name, ...neededBy(name)].filter((each) => folders[each] === undefined) })),
    samples: shards.filter(({ name }) => name.endsWith('.jsonl')).reduce((sum, { samples }) => sum + samples, 0),
    triplets: all.reduce((sum, { part }) => sum + part.triplets, 0),
    counts,
    faults: faults.list(),
    leaks: [...all.flatMap(({ part }) => part.leaks), ...watch.list()],
    shards,
  };
}

function addCounts(all: Counts, more: Counts): void {
  for (const [task, ofTask] of Object.entries(more)) {
    for (const [source, ofSource] of Object.entries(ofTask) as [SourceName, Partial<Record<Split, number>>][]) {
      const sum = ((all[task] ??= {})[source] ??= {});
      for (const split of splits) {
        const added = ofSource[split];
        if (added !== undefined) sum[split] = (sum[split] ?? 0) + added;
      }
    }
  }
}
