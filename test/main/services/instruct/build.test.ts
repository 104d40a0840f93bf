import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import { buildInstruct } from '#main/services/instruct/build.ts';
import type { Manifest } from '#main/services/instruct/manifest.ts';
import type { InstructSample } from '#models/chexinstruct/sample.ts';
import { instructSets, setName } from '#models/chexinstruct/sets.ts';
import { writeFiles, writeSources } from './fixtures.ts';

let place: string;
let given: string[];
let built: Manifest;

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const output = { out: (text: string) => void (stdout += text), err: (text: string) => void (stderr += text) };
  const status = await runCommandLine(['instruct', ...words], { ...output, isTerminal: false, now: () => 0 });
  return { status, stdout, stderr };
}

async function build(out: string, ...more: string[]): Promise<Manifest> {
  const words = ['build', '--out', join(place, out), '--seed', '7', '--json', ...more];
  const { status, stdout, stderr } = await run(...words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Manifest;
}

function foldersOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => word.split('=') as [string, string]));
}

/** All samples of a build, as its JSON lines have them. */
function samplesIn(folder: string): InstructSample[] {
  const data = join(folder, 'data');
  return readdirSync(data).flatMap((split) =>
    readdirSync(join(data, split))
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) =>
        readFileSync(join(data, split, name), 'utf8')
          .trim()
          .split('\n'),
      )
      .map((line) => JSON.parse(line) as InstructSample),
  );
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-instruct-'));
  given = writeSources(join(place, 'sources'));
  built = await build('all', '--source', ...given);
}, 120_000);

afterAll(() => {
  rmSync(place, { recursive: true });
}, 60_000);

it('gives all 80 sets of the matrix from 32 sources, and leaves out nothing unsaid', () => {
  expect(instructSets).toHaveLength(80);
  const empty = instructSets.filter((set) => built.counts[setName(set)]?.[set.source] === undefined);
  expect(empty).toEqual([]);
  expect(built.sources).toHaveLength(32);
  expect(built.lacking).toEqual([]);
  expect(built.faults).toEqual([]);
});

it('writes samples in the published form, with boxes on the grid', () => {
  const samples = samplesIn(join(place, 'all'));
  expect(samples).toHaveLength(built.samples);
  expect(new Set(samples.map(({ unique_id }) => unique_id)).size).toBe(samples.length);
  // 100..310 and 200..410 of 1000 pixels: two readers' boxes as one.
  const grounded = samples.find(
    ({ unique_id }) => unique_id === '[Abnormality Grounding] [VinDr-CXR] [v1-Cardiomegaly]',
  );
  expect(grounded?.target_text).toBe('<|ref|>Cardiomegaly<|/ref|><|box|>(10,20),(31,41)<|/box|>');
  const phrase = samples.find(({ task_name, split }) => task_name === 'Phrase Grounding' && split === 'test');
  // 254 / 2544 = 0.0998, 305 / 3056 = 0.0998, 508 / 2544 = 0.1997, 916 / 3056 = 0.2997 in thousandths, then in tens.
  expect(phrase?.target_text).toBe('<|ref|>small left pleural effusion<|/ref|><|box|>(10,10),(20,30)<|/box|>');
  expect(phrase?.patient_id).toBe('mimic:10000004');
});

it('gives the same bytes again, in any order of the sources', async () => {
  const again = await build('again', '--source', ...[...given].reverse());
  expect(again.shards).toEqual(built.shards);
  expect(readFileSync(join(place, 'again', 'manifest.json'))).toEqual(
    readFileSync(join(place, 'all', 'manifest.json')),
  );
}, 120_000);

it('writes what stands in the lines into Parquet too', async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const files = `'${join(place, 'all', 'data', '*', '*.parquet')}'`;
  const result = await connection.runAndReadAll(
    `select count(*)::int as n, sum(json_array_length(qa_pair))::int as triplets from read_parquet(${files})`,
  );
  expect(result.getRowObjects()).toEqual([{ n: built.samples, triplets: built.triplets }]);
}, 60_000);

it('goes on after it was broken off, and ends with the same bytes', async () => {
  const out = join(place, 'broken');
  const folders = foldersOf(given);
  const order = { folders, out, seed: 7, wordings: 1, bench: null, lookForImages: true, parquet: true };
  let reports = 0;
  const stop = (): void => {
    if (++reports === 20) throw new Error('killed');
  };
  await expect(buildInstruct(order, stop)).rejects.toThrow('killed');
  const half = readdirSync(join(out, 'data', 'train'));
  expect(half.length).toBeGreaterThan(0);
  const before = statSync(join(out, 'data', 'train', half[0] ?? '')).mtimeMs;
  const result = await buildInstruct(order, () => {});
  expect(result).toEqual(built);
  // What was finished has not been written again.
  expect(statSync(join(out, 'data', 'train', half[0] ?? '')).mtimeMs).toBe(before);
  await expect(buildInstruct({ ...order, seed: 8 }, () => {})).rejects.toThrow('instruct-other');
}, 120_000);

it('finds a test patient in train, and a film of CheXbench', async () => {
  const leaky = join(place, 'leaky');
  writeSources(leaky, ['chestx-ray14', 'openi', 'rad-restruct']);
  // The film of another patient's test study is filed under a patient of train.
  const table = join(leaky, 'chestx-ray14', 'Data_Entry_2017.csv');
  writeFileSync(table, readFileSync(table, 'utf8').replace('No Finding,0,2,', 'No Finding,0,1,'));
  const item = { data_source: 'NIH', image_path: 'data/nih/00000001_000.jpg', question: 'View?', answer: 0 };
  const bench = join(leaky, 'data.json');
  writeFileSync(bench, JSON.stringify({ 'View Classification': [{ ...item, option_0: 'AP', option_1: 'PA' }] }));
  const sources = ['chestx-ray14', 'openi', 'rad-restruct'].map((name) => `${name}=${join(leaky, name)}`);
  const { leaks } = await build('leaks', '--source', ...sources, '--bench', bench);
  expect(leaks).toEqual([
    {
      kind: 'bench-image',
      image: 'chestx-ray14/images/00000001_000.png',
      source: 'chestx-ray14',
      samples: 1,
      first: '[Image Classification] [ChestX-ray14] [00000001_000]',
    },
    { kind: 'patient', patient: 'nih:1', splits: { train: ['chestx-ray14'], test: ['chestx-ray14'] } },
  ]);
  expect(built.leaks).toEqual([]);
});

it('counts broken rows, missing films and unknown columns, and tells which sources it lacks', async () => {
  const faulty = join(place, 'faulty');
  writeSources(faulty, ['covidx-cxr-3', 'chestx-ray14', 'ms-cxr']);
  writeFiles(join(faulty, 'covidx-cxr-3'), {
    'train.txt': '1 a.png positive cohen\n2 gone.png negative rsna\n3 b.png maybe rsna\n4 b.png\n',
  });
  const table = join(faulty, 'chestx-ray14', 'Data_Entry_2017.csv');
  writeFileSync(
    table,
    readFileSync(table, 'utf8').replace('Patient Age', 'Age of patient').replace('Emphysema', 'Gout'),
  );
  const sources = ['covidx-cxr-3', 'chestx-ray14', 'ms-cxr'].map((name) => `${name}=${join(faulty, name)}`);
  const result = await build('faults', '--source', ...sources);
  expect(result.faults).toEqual([
    { source: 'chestx-ray14', file: 'Data_Entry_2017.csv', reason: 'unknown finding Gout', count: 1, first: 2 },
    { source: 'covidx-cxr-3', file: 'train', reason: 'image missing', count: 1, first: 0 },
    { source: 'covidx-cxr-3', file: 'train.txt', reason: '2 cells where the header has 4', count: 1, first: 4 },
    { source: 'covidx-cxr-3', file: 'train.txt', reason: 'class is maybe', count: 1, first: 3 },
  ]);
  expect(result.sources[0]?.unknownColumns).toEqual([{ file: 'Data_Entry_2017.csv', column: 'Age of patient' }]);
  expect(result.lacking).toHaveLength(30);
  expect(result.lacking).toContainEqual({ name: 'ms-cxr', needs: ['mimic-cxr'] });
});

it('prints the matrix', async () => {
  const { status, stdout } = await run('stats', join(place, 'all'));
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${built.samples} samples with ${built.triplets} triplets\n`));
  expect(stdout).toMatch(/^Difference VQA .* 2$/m);
  expect(stdout.match(/^\S.*\d$/gm)?.length).toBeGreaterThanOrEqual(37);
  const { stdout: json } = await run('stats', join(place, 'all'), '--json');
  expect((JSON.parse(json) as Manifest).counts).toEqual(built.counts);
  expect(await run('stats', place)).toMatchObject({ status: 1, stderr: expect.stringContaining('no finished build') });
});
