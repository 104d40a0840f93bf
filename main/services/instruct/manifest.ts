import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { parseJson, readBytes } from '#main/services/files.ts';
import { splits } from '#models/chexinstruct/record.ts';
import { sourceNames, type SourceName } from '#models/chexinstruct/names.ts';
import { fault } from './faults.ts';

const splitName = z.enum(splits);
const sourceName = z.enum(sourceNames as [SourceName, ...SourceName[]]);
const shard = z.object({
  name: z.string(),
  split: splitName,
  samples: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
const benchLeak = z.object({
  kind: z.literal('bench-image'),
  image: z.string(),
  source: sourceName,
  samples: z.number().int(),
  first: z.string(),
});
const patientLeak = z.object({
  kind: z.literal('patient'),
  patient: z.string(),
  splits: z.partialRecord(splitName, z.array(sourceName)),
});
const counts = z.record(z.string(), z.partialRecord(sourceName, z.partialRecord(splitName, z.number().int())));

/** What a finished part leaves behind, so that a build that was broken off goes on after it. */
export const partResult = z.object({
  shards: z.array(shard),
  counts,
  triplets: z.number().int(),
  faults: z.array(fault),
  leaks: z.array(benchLeak),
  patients: z.partialRecord(splitName, z.array(z.string())),
});
export type PartResult = z.infer<typeof partResult>;

/** What a build is; everything in it is the same for the same sources, seed and options. */
export const manifest = z.object({
  format: z.literal(1),
  seed: z.number().int(),
  wordings: z.number().int(),
  imagesChecked: z.boolean(),
  benchChecked: z.boolean(),
  sources: z.array(
    z.object({
      name: sourceName,
      title: z.string(),
      licence: z.string(),
      rows: z.number().int(),
      /** Share of training studies without a finding that were kept. */
      keepNormal: z.number(),
      unknownColumns: z.array(z.object({ file: z.string(), column: z.string() })),
    }),
  ),
  /** Sources that were not given, or that need one that was not given. */
  lacking: z.array(z.object({ name: sourceName, needs: z.array(sourceName) })),
  samples: z.number().int(),
  triplets: z.number().int(),
  counts,
  faults: z.array(fault),
  leaks: z.array(z.discriminatedUnion('kind', [benchLeak, patientLeak])),
  shards: z.array(shard.extend({ source: sourceName })),
});
export type Manifest = z.infer<typeof manifest>;

export const MANIFEST = 'manifest.json';

/** Throws instruct-missing where no build has been finished. */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  const content = await readBytes(file).catch(() => {
    throw new Failure('instruct-missing', { folder });
  });
  return parseJson(content, file, manifest);
}
