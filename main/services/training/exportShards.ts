import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { buildFolder, jsonText, onFile, writeNew } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import type { TrainingPatient } from '#models/training/corpus.ts';
import { scaleConfigurations } from '#models/training/scale.ts';
import { tarEnd, tarEntry } from '#core/tar/write.ts';
import { filmBytes } from './films.ts';

export interface ShardOrder {
  readonly out: string;
  /** Width and height of the images in pixels. */
  readonly size: number;
  readonly patients: number;
  readonly patientsPerShard: number;
}

export interface ShardCounts {
  readonly shards: number;
  readonly samples: number;
  readonly images: number;
}

/**
 * Writes instruction data as WebDataset shards: a sample is a JSON member and PNG members that share the part of their
 * name before the first point. A film is stored once, in the first sample of its patient; others name it. Configurations
 * of the stages stand beside. Throws file-exists.
 */
export async function exportShards(
  patientOf: (index: number) => TrainingPatient,
  { out, size, patients, patientsPerShard }: ShardOrder,
  progress: PatientProgress,
): Promise<ShardCounts> {
  return buildFolder(out, async (folder) => {
    for (const { name, value } of scaleConfigurations()) await writeNew(join(folder, name), jsonText(value));
    const shards = Math.ceil(patients / patientsPerShard);
    let [samples, images] = [0, 0];
    for (let shard = 0; shard < shards; shard++) {
      const file = join(folder, `phantoms-${String(shard).padStart(5, '0')}.tar`);
      const handle = await onFile(file, () => open(file, 'wx'));
      try {
        const last = Math.min((shard + 1) * patientsPerShard, patients);
        for (let index = shard * patientsPerShard; index < last; index++) {
          const patient = patientOf(index);
          samples += await writePatient(handle, file, patient, size);
          images += patient.films.length;
          await progress('patients exported', index + 1, patients);
        }
        await onFile(file, () => handle.write(tarEnd()));
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    return { shards, samples, images };
  });
}

/** Gives the number of samples. */
async function writePatient(handle: FileHandle, file: string, patient: TrainingPatient, size: number): Promise<number> {
  async function member(name: string, content: Uint8Array): Promise<void> {
    await onFile(file, () => handle.write(tarEntry(name, content)));
  }
  const key = patient.id.replaceAll('.', '-');
  const films = patient.films.map((_, index) => `${key}.image${index}.png`);
  const reports = patient.films.map(({ spec, report }) => ({ view: spec.view, report }));
  await member(`${key}.json`, jsonBytes({ texts: patient.texts, films, reports }));
  for (const [index, { spec }] of patient.films.entries()) {
    const data = filmBytes(spec, size);
    await member(films[index] ?? '', encode({ width: size, height: size, data, channels: 1, depth: 8 }));
  }
  for (const [index, { task, images, question, answer }] of patient.examples.entries()) {
    const conversations = [
      { from: 'human', value: question },
      { from: 'gpt', value: answer },
    ];
    const shown = images.map((image) => films[image]);
    await member(`${key}-${index}.json`, jsonBytes({ task, images: shown, conversations }));
  }
  return patient.examples.length;
}

function jsonBytes(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
