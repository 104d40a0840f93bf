import { readFileSync, readdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import type { Manifest } from '#main/services/instruct/manifest.ts';
import type { InstructSample } from '#models/chexinstruct/sample.ts';
import { instructSets, setName } from '#models/chexinstruct/sets.ts';
import { writeSources } from './fixtures.ts';

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
