import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { exportShards } from '#main/services/training/exportShards.ts';
import { filmBytes } from '#main/services/training/films.ts';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const corpus = phantomCorpus('enriched');
const patientOf = (index: number) => corpus(4, 'training', index);

function files(name: string): Map<string, Buffer> {
  const out = join(folder, name);
  return new Map(
    readdirSync(out)
      .sort()
      .map((file) => [file, readFileSync(join(out, file))]),
  );
}

test("shards are read by the system's tar: images, and questions that name them", async () => {
  const order = { out: join(folder, 'shards'), size: 48, patients: 3, patientsPerShard: 2 };
  const counts = await exportShards(patientOf, order, () => {});
  expect(counts.shards).toBe(2);
  const unpacked = join(folder, 'unpacked');
  execFileSync('mkdir', [unpacked]);
  for (const shard of ['phantoms-00000.tar', 'phantoms-00001.tar']) {
    execFileSync('tar', ['-xf', join(order.out, shard), '-C', unpacked]);
  }
  const members = readdirSync(unpacked);
  expect(members.filter((name) => name.endsWith('.png'))).toHaveLength(counts.images);
  const patient = patientOf(2);
  const image = decode(readFileSync(join(unpacked, `${patient.id}.image0.png`)));
  expect(Buffer.compare(Buffer.from(image.data), filmBytes(patient.films[0]!.spec, 48))).toBe(0);
  const samples = members.filter((name) => /-\d+-\d+-\d+\.json$/.test(name));
  expect(samples).toHaveLength(counts.samples);
  for (const name of samples) {
    const { images } = JSON.parse(readFileSync(join(unpacked, name), 'utf8')) as { images: string[] };
    for (const shown of images) expect(members).toContain(shown);
  }
  await exportShards(patientOf, { ...order, out: join(folder, 'again') }, () => {});
  expect(files('again')).toEqual(files('shards'));
});
