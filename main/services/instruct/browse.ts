import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '#main/services/files.ts';
import type { SourceName } from '#models/chexinstruct/names.ts';
import { splits, type Split } from '#models/chexinstruct/record.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { readLines, shardLines, type ShardLines } from './shardLines.ts';

/** A line of a shard, as it is shown. */
const shownSample = z.object({
  unique_id: z.string(),
  patient_id: z.string().nullable(),
  split: z.enum(splits),
  data_source: z.string(),
  task_name: z.string(),
  image_path: z.array(z.string()).nullable(),
  text: z.string(),
  target_text: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.boolean()])).nullable(),
  region: z.array(z.object({ label: z.string(), corners: z.array(z.number()).length(4) })).nullable(),
  qa_pair: z.array(z.object({ q: z.string(), a: z.string() })),
});
export type ShownSample = z.infer<typeof shownSample>;

/** Which samples are wanted; null for all. */
export interface SampleFilter {
  readonly task: string | null;
  readonly source: SourceName | null;
  readonly split: Split | null;
}

export interface SamplePage {
  /** Of all samples that are wanted. */
  readonly total: number;
  readonly samples: readonly ShownSample[];
}

/** Instruction data that was built, to look through. */
export interface BuiltData {
  readonly folder: string;
  readonly manifest: Manifest;
  /** `most` samples from place `from` on, in the order of the shards. Throws file-missing, study-damaged. */
  page(filter: SampleFilter, from: number, most: number): Promise<SamplePage>;
}

/** Opens a folder that `instruct build` has finished. Throws instruct-missing. */
export async function openBuilt(folder: string): Promise<BuiltData> {
  const manifest = await readManifest(folder);
  const known = new Map<string, ShardLines>();

  async function linesOf(name: string): Promise<ShardLines> {
    const found = known.get(name) ?? (await shardLines(join(folder, name)));
    known.set(name, found);
    return found;
  }

  return {
    folder,
    manifest,
    async page(filter, from, most) {
      const samples: ShownSample[] = [];
      let before = 0;
      for (const shard of shardsFor(manifest, filter)) {
        if (samples.length === most) break;
        // A whole shard is passed over unseen where all of it is wanted.
        if (filter.task === null && before + shard.samples <= from) {
          before += shard.samples;
          continue;
        }
        const lines = await linesOf(shard.name);
        const wanted = numbersOf(lines, filter.task);
        const numbers = wanted.slice(Math.max(0, from - before)).slice(0, most - samples.length);
        before += wanted.length;
        for (const line of await readLines(lines, numbers)) samples.push(parseJson(line, lines.file, shownSample));
      }
      return { total: countOf(manifest, filter), samples };
    },
  };
}

function shardsFor({ shards }: Manifest, { source, split }: SampleFilter): Manifest['shards'] {
  return shards.filter(
    (shard) =>
      shard.name.endsWith('.jsonl') &&
      (source === null || shard.source === source) &&
      (split === null || shard.split === split),
  );
}

function numbersOf({ tasks }: ShardLines, task: string | null): number[] {
  return tasks.flatMap((each, number) => (task === null || each === task ? [number] : []));
}

function countOf({ counts }: Manifest, { task, source, split }: SampleFilter): number {
  return countRows(counts)
    .filter(
      (row) =>
        (task === null || row.task === task) &&
        (source === null || row.source === source) &&
        (split === null || row.split === split),
    )
    .reduce((sum, { samples }) => sum + samples, 0);
}

/** How many samples there are of each task, source and split. */
export function countRows(counts: Manifest['counts']) {
  return Object.entries(counts).flatMap(([task, ofTask]) =>
    (Object.entries(ofTask) as [SourceName, Partial<Record<Split, number>>][]).flatMap(([source, ofSource]) =>
      splits.flatMap((split) => {
        const samples = ofSource[split] ?? 0;
        return samples > 0 ? [{ task, source, split, samples }] : [];
      }),
    ),
  );
}
