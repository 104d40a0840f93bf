import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, expect, it } from 'vitest';
import type { TripletFilter } from '#core/ipc/triplets.ts';
import { buildInstruct } from '#main/services/instruct/build.ts';
import { openBuilt } from '#main/services/instruct/browse.ts';
import type { Manifest } from '#main/services/instruct/manifest.ts';
import { sourceTitles } from '#models/chexinstruct/names.ts';
import type { InstructSample } from '#models/chexinstruct/sample.ts';
import { startTestApp } from '#test/main/services/window.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { writeSources } from './fixtures.ts';

const place = temporaryFolder();
const out = join(place, 'built');
const ALL: TripletFilter = { task: null, source: null, split: null };
let manifest: Manifest;
let samples: InstructSample[];

beforeAll(async () => {
  const sources = join(place, 'sources');
  writeSources(sources, ['chestx-ray14', 'radnli', 'covidx-cxr-3']);
  const data = new Uint8Array(64 * 64).map((_, at) => at % 251);
  const film = encode({ width: 64, height: 64, channels: 1, depth: 8, data });
  writeFileSync(join(sources, 'chestx-ray14', 'images', '00000001_000.png'), film);
  const folders = Object.fromEntries(
    ['chestx-ray14', 'radnli', 'covidx-cxr-3'].map((name) => [name, join(sources, name)]),
  );
  const options = { seed: 3, wordings: 2, lookForImages: true, parquet: false, bench: null };
  manifest = await buildInstruct({ folders, out, ...options }, async () => {});
  samples = manifest.shards.flatMap(({ name }) =>
    readFileSync(join(out, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as InstructSample),
  );
});

it('gives every sample once, page by page, in the order of the shards', async () => {
  const built = await openBuilt(out);
  const ids: string[] = [];
  for (let from = 0; from < samples.length; from += 3) {
    const page = await built.page(ALL, from, 3);
    expect(page.total).toBe(samples.length);
    ids.push(...page.samples.map(({ unique_id }) => unique_id));
  }
  expect(ids).toEqual(samples.map(({ unique_id }) => unique_id));
  expect(samples.length).toBeGreaterThan(6);
});

it.each([
  [{ ...ALL, task: 'Image Classification' }],
  [{ ...ALL, split: 'test' as const }],
  [{ ...ALL, source: 'radnli' as const }],
  [{ task: 'Image Classification', source: 'covidx-cxr-3' as const, split: 'train' as const }],
  [{ ...ALL, task: 'Report Evaluation' }],
])('narrows to %j', async (filter) => {
  const wanted = samples.filter(
    ({ task_name, data_source, split }) =>
      (filter.task === null || task_name === filter.task) &&
      (filter.source === null || data_source === sourceTitles[filter.source]) &&
      (filter.split === null || split === filter.split),
  );
  const built = await openBuilt(out);
  const first = await built.page(filter, 0, 2);
  const rest = await built.page(filter, 2, 100);
  expect(first.total).toBe(wanted.length);
  expect([...first.samples, ...rest.samples].map(({ unique_id }) => unique_id)).toEqual(
    wanted.map(({ unique_id }) => unique_id),
  );
});

it('shows films of the sources beside, or of a folder that is chosen, and names those that are not there', async () => {
  const app = startTestApp(join(place, 'user'));
  expect(await app.call('triplets.open', {})).toBe(null);
  app.chosen = join(place, 'empty');
  mkdirSync(app.chosen);
  await expect(app.call('triplets.open', {})).rejects.toThrow(/instruct-missing/);
  app.chosen = out;
  const built = await app.call('triplets.open', {});
  expect(built?.counts.reduce((sum, row) => sum + row.samples, 0)).toBe(built?.samples);
  const page = await app.call('triplets.page', { ...ALL, source: 'chestx-ray14', split: 'train', from: 0 });
  expect(page.samples[0]?.films).toEqual(['chestx-ray14/images/00000001_000.png']);
  const missing = { films: [], missing: ['chestx-ray14/images/00000001_000.png'] };
  expect(await app.call('triplets.films', { place: 0 })).toEqual(missing);
  for (const folder of ['sources', join('sources', 'chestx-ray14')]) {
    app.chosen = join(place, folder);
    await app.call('triplets.chooseFilms', {});
    const { films } = await app.call('triplets.films', { place: 0 });
    expect(films).toHaveLength(1);
    expect(app.triplets.filmBytes(films[0]?.key ?? '')?.length).toBeGreaterThan(64);
  }
  expect(await app.call('triplets.films', { place: 999 })).toEqual({ films: [], missing: [] });
});
