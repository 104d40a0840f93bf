import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { onFile } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { miniPatients } from '#models/training/mini.ts';
import { readPlan, RUN_FILES } from './runFolder.ts';

/** sha256 of all that a run reads: its files of films, and films' facts, texts and questions of all its patients. */
export async function hashTrainingData(folder: string, progress: PatientProgress): Promise<Record<string, string>> {
  const films = join(folder, RUN_FILES.films);
  const hashes: Record<string, string> = {};
  for (const name of (await onFile(films, () => readdir(films))).toSorted()) {
    const hash = createHash('sha256');
    await onFile(join(films, name), () => pipeline(createReadStream(join(films, name)), hash));
    hashes[name] = hash.digest('hex');
  }
  const plan = await readPlan(folder);
  const texts = createHash('sha256');
  let done = 0;
  for (const { films: shown, texts: own, examples } of miniPatients(plan)) {
    texts.update(JSON.stringify([shown, own, examples]));
    await progress('patients hashed', ++done, plan.patients);
  }
  return { ...hashes, texts: texts.digest('hex') };
}
