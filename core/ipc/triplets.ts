import { z } from 'zod';
import { sourceNames, type SourceName } from '#models/chexinstruct/names.ts';
import { splits } from '#models/chexinstruct/record.ts';
import { askFilm } from './asking.ts';

const splitName = z.enum(splits);
const sourceName = z.enum(sourceNames as [SourceName, ...SourceName[]]);

/** Built instruction data, with how many samples there are of each task, source and split. */
export const builtTriplets = z.object({
  name: z.string(),
  samples: z.int(),
  triplets: z.int(),
  counts: z.array(
    z.object({
      task: z.string(),
      source: sourceName,
      /** Of the source, as the paper calls it. */
      title: z.string(),
      split: splitName,
      samples: z.int(),
    }),
  ),
});
export type BuiltTriplets = z.infer<typeof builtTriplets>;

/** Null for all. */
export const tripletFilter = z.object({
  task: z.string().max(100).nullable(),
  source: sourceName.nullable(),
  split: splitName.nullable(),
});
export type TripletFilter = z.infer<typeof tripletFilter>;

const tripletSample = z.object({
  unique_id: z.string(),
  patient_id: z.string().nullable(),
  split: splitName,
  data_source: z.string(),
  task_name: z.string(),
  /** Paths under the folder that holds the sources. */
  films: z.array(z.string()),
  text: z.string(),
  target_text: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.boolean()])).nullable(),
  qa_pair: z.array(z.object({ q: z.string(), a: z.string() })),
});
export type TripletSample = z.infer<typeof tripletSample>;

/** Samples from a place on. */
export const tripletPage = z.object({ total: z.int(), samples: z.array(tripletSample) });

/** Films of a sample for the viewer, and the paths of those that are not on the disk. */
export const tripletFilms = z.object({ films: z.array(askFilm), missing: z.array(z.string()) });
export type TripletFilms = z.infer<typeof tripletFilms>;
