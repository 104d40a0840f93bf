import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { registerModelCommands } from '#main/commands/model.ts';
import type { LogitsStep } from '#main/services/model/logits.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';
import { golden, goldenPart } from '#test/tools/golden.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { writeSmall } from '#test/tools/smallModel.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const { checkpoint, tower } = writeSmall(folder);
const start = starter(await buildRuntime());
const model = join(folder, 'models', 'small');

async function run(...words: string[]): Promise<string> {
  let text = '';
  const program = new Command().exitOverride();
  const output = { out: (part: string) => void (text += part), err: () => {}, isTerminal: false, now: () => 0 };
  registerModelCommands(program, output, { start, readOther: () => Promise.reject(new Error('no PNG')) });
  await program.parseAsync(['model', ...words], { from: 'user' });
  return text;
}

test('convert, check and card tell what was made', async () => {
  const made = await run('convert', checkpoint, '--out', model, '--quant', 'fp32', '--tower', tower);
  expect(made).toBe(`${model}: fp32, 15.6 MB\nlicence of the snapshot: cc0-1.0\n`);
  const check = await run('check', model, '--against', checkpoint, '--tower', tower);
  expect(check).toMatch(/fp32, 8 files as they were written\nprobe: image off by \S+ %, logits by \S+ %\n/);
  expect(check).toMatch(/\nfp32 +160 +100 % +\S+ +\S+ +0\.0000\d+ /);
  const manifest = JSON.parse(await run('card', model, '--json')) as ModelManifest;
  expect(manifest.provenance.created).toBe('1970-01-01T00:00:00.000Z');
  expect(await run('card', model)).toContain('licence     cc0-1.0');
});

test('list shows whole models only', async () => {
  const broken = join(folder, 'models', 'small.partial');
  expect(existsSync(broken)).toBe(false);
  const rows: unknown = JSON.parse(await run('list', '--models', join(folder, 'models'), '--json'));
  expect(rows).toEqual([
    { folder: model, name: 'small', quantisation: 'fp32', bytes: expect.any(Number) as number, licence: 'cc0-1.0' },
  ]);
  expect(await run('list', '--models', join(folder, 'nowhere'))).toBe('name  weights  size  licence  folder\n');
});

test('logits are those of PyTorch', async () => {
  // The ids of the golden sequence's beginning stand for these pieces, whole.
  const pieces = JSON.parse(readFileSync(join(model, 'vocab.json'), 'utf8')) as Record<string, number>;
  expect(pieces['&']).toBe(golden.one[0]?.[0]);
  const steps = JSON.parse(
    await run('logits', model, '--prompt', '&', '--raw', '--steps', '3', '--json'),
  ) as LogitsStep[];
  expect(steps.map(({ step }) => step)).toEqual([0, 1, 2]);
  const expected = goldenPart('prefill').subarray(0, 512);
  expect(Math.max(...(steps[0]?.logits.map((value, id) => Math.abs(value - (expected[id] ?? 0))) ?? []))).toBeLessThan(
    1e-4,
  );
  for (const { tokenId, logits } of steps) {
    expect(logits.length).toBe(512);
    expect(logits[tokenId]).toBe(Math.max(...logits.slice(0, 420)));
  }
});

test('logits take images, and the chat format', async () => {
  const file = join(folder, 'film.png');
  const data = Uint8Array.from({ length: 96 * 80 }, (_, index) => (index * 7) % 256);
  writeFileSync(file, encode({ width: 80, height: 96, data, channels: 1, depth: 8 }));
  const one = JSON.parse(
    await run('logits', model, '--prompt', 'Any?', '--image', file, '--steps', '1', '--json'),
  ) as LogitsStep[];
  const two = await run('logits', model, '--prompt', 'Any?', '--image', file, '--image', file, '--steps', '2');
  expect(one).toHaveLength(1);
  expect(two.trim().split('\n')).toHaveLength(3);
});

test('what can not be is refused in one line', async () => {
  await expect(run('check', folder)).rejects.toThrow(/^model-missing/);
  await expect(run('convert', folder, '--out', join(folder, 'x'))).rejects.toThrow(/^checkpoint-missing .*config.json/);
  await expect(run('convert', checkpoint, '--out', model)).rejects.toThrow(/^file-exists/);
  await expect(run('logits', model, '--prompt', '', '--raw', '--steps', '1')).rejects.toThrow(/--prompt is empty/);
  await expect(run('logits', model, '--prompt', 'x', '--steps', '0')).rejects.toThrow(/whole number/);
});
