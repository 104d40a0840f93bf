import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { lockWriter } from '#main/services/database.ts';
import { jsonText, onFile, readBytes, writeWhole } from '#main/services/files.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { wordings } from '#models/chexbench/questions.ts';

/** What a run is of: the same run goes on where it was broken off, another is refused. */
export const benchRun = z
  .object({
    format: z.literal(1),
    /** SHA-256 of `data.json`. */
    bench: z.string(),
    /** What people call the model, and whatever tells it from others. */
    model: z.object({ name: z.string() }).catchall(z.union([z.string(), z.number()])),
    wording: z.enum(wordings),
    tasks: z.array(z.enum(benchTasks)),
    /** Of each list, from its beginning; null for all. */
    most: z.int().positive().nullable(),
    /** How many records there are when it is done. */
    items: z.int().nonnegative(),
  })
  .readonly();

export type BenchRun = z.infer<typeof benchRun>;

function fileIn(folder: string): string {
  return join(folder, 'run.json');
}

/** Reads what a run is of. Throws bench-missing, bench-damaged. */
export async function readRun(folder: string): Promise<BenchRun> {
  const file = fileIn(folder);
  const content = await readBytes(file).catch((thrown: unknown) => {
    throw new Failure('bench-missing', { folder }, thrown);
  });
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch (thrown) {
    throw new Failure('bench-damaged', { file, reason: 'not JSON' }, thrown);
  }
  const read = benchRun.safeParse(value);
  if (!read.success) throw new Failure('bench-damaged', { file, reason: issueWords(read.error) });
  return read.data;
}

const LOCK = 'writer.lock';

/**
 * Takes the one right to write a run, in a folder that is empty, not there yet, or a run's; until the returned function
 * is called or the process ends. Throws file-exists, study-busy.
 */
export async function lockRun(folder: string): Promise<() => void> {
  await onFile(folder, () => mkdir(folder, { recursive: true }));
  const entries = await onFile(folder, () => readdir(folder));
  const strange = entries.some((name) => name !== LOCK) && !entries.includes('run.json');
  if (strange) throw new Failure('file-exists', { file: folder });
  return lockWriter(join(folder, LOCK));
}

/** Begins a run in a folder whose lock is held, or finds it begun. Throws bench-other. */
export async function settleRun(folder: string, run: BenchRun): Promise<void> {
  const entries = await onFile(folder, () => readdir(folder));
  if (!entries.includes('run.json')) {
    await writeWhole(fileIn(folder), jsonText(run));
    return;
  }
  const before = await readRun(folder);
  if (canonicalJson(before) !== canonicalJson(run)) throw new Failure('bench-other', { folder });
}
