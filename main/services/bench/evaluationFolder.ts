import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonText, onFile, readJson, writeNew } from '#main/services/files.ts';
import { wordings } from '#models/chexbench/questions.ts';

/** What a run of the app is of, kept beside it. */
const evaluationOrder = z.object({
  format: z.literal(1),
  /** Wall clock, ms since 1970. */
  begun: z.number(),
  /** The benchmark's file, beside which its films lie. */
  data: z.string(),
  bench: z.string(),
  /** Key of a model, `random` or `majority`, and what people call it. */
  model: z.string(),
  modelName: z.string(),
  wording: z.enum(wordings),
  most: z.int().nullable(),
  total: z.int(),
});
export type EvaluationOrder = z.infer<typeof evaluationOrder>;

const ORDER = 'order.json';

/** The folder of a run under that of all of them: `order.json` beside `run`, which `bench score` reads too. */
export function evaluationFolder(place: string, key: string): { readonly folder: string; readonly run: string } {
  const folder = join(place, key);
  return { folder, run: join(folder, 'run') };
}

/** Throws file-missing, study-damaged. */
export function readOrder(place: string, key: string): Promise<EvaluationOrder> {
  return readJson(join(place, key, ORDER), evaluationOrder);
}

/** Gives the key of the new run. */
export async function writeOrder(place: string, order: EvaluationOrder): Promise<string> {
  const key = randomBytes(8).toString('hex');
  const folder = join(place, key);
  await onFile(folder, () => mkdir(folder, { recursive: true }));
  await writeNew(join(folder, ORDER), jsonText(order));
  return key;
}

/** Runs that can be read, the newest first. */
export async function listOrders(place: string): Promise<{ readonly key: string; readonly order: EvaluationOrder }[]> {
  const names = await readdir(place).catch(() => []);
  const found = await Promise.all(
    names.map(async (key) => ({ key, order: await readOrder(place, key).catch(() => null) })),
  );
  return found
    .flatMap(({ key, order }) => (order ? [{ key, order }] : []))
    .sort((one, other) => other.order.begun - one.order.begun);
}
