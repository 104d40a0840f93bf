import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { checkModel } from '#main/services/model/checkModel.ts';
import { convertModel, type ConversionOrder } from '#main/services/model/convert.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import { writeSmall } from '#test/tools/smallModel.ts';
import { smallDisk, temporaryFolder } from '#test/tools/temporary.ts';

const folder = temporaryFolder();
const disk = smallDisk(8);
const { checkpoint, tower } = writeSmall(folder);
const parts: string[] = [];
const tools = {
  open: (model: Uint8Array) => openSession(model, 'cpu', 1),
  load: (path: string) => loadModel(path, 'cpu', 1),
  progress: (what: string, done: number, total: number) => void parts.push(`${what} ${done}/${total}`),
  converter: 'chexstudy test',
  now: '2025-01-01T00:00:00.000Z',
};

function order(out: string, quantisation: Quantisation = 'int8', from = checkpoint): ConversionOrder {
  return { checkpoint: from, tower, out: join(folder, out), quantisation };
}

function message(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
}

const limits: Record<Quantisation, { probe: number; top1: number; kl: number }> = {
  fp32: { probe: 1e-5, top1: 1, kl: 1e-9 },
  int8: { probe: 0.05, top1: 0.9, kl: 1e-3 },
  mixed: { probe: 0.25, top1: 0.5, kl: 0.02 },
  int4: { probe: 0.25, top1: 0.5, kl: 0.02 },
};

test.each(['fp32', 'int8', 'mixed', 'int4'] as const)(
  'a %s model proves itself and agrees with its checkpoint',
  async (quantisation) => {
    const out = `model-${quantisation}`;
    const manifest = await convertModel(order(out, quantisation), tools);
    const path = join(folder, out);
    expect((await readModelFolder(path)).manifest).toEqual(manifest);
    expect(readdirSync(path).sort()).toEqual([...Object.keys(manifest.files), 'model.json'].sort());
    expect(manifest.assumptions).toEqual([]);
    expect(manifest.licence).toEqual({ name: 'cc0-1.0', text: 'README.md of the snapshot names the licence cc0-1.0.' });
    const check = await checkModel(path, { checkpoint, tower }, tools);
    const { probe, top1, kl } = limits[quantisation];
    expect(Math.max(check.probe.image, check.probe.logits)).toBeLessThan(probe);
    expect(check.agreement?.positions).toBe(160);
    expect(check.agreement?.top1).toBeGreaterThanOrEqual(top1);
    expect(check.agreement?.klMean).toBeLessThan(kl);
  },
);

test('the bytes of a conversion depend on nothing but the checkpoint', async () => {
  const first = (await readModelFolder(join(folder, 'model-int8'))).manifest;
  const second = await convertModel(order('again', 'int8'), tools);
  expect(second).toEqual({ ...first, name: 'again' });
});

test('a changed byte, a short file and a foreign manifest are told by name', async () => {
  function copy(name: string): string {
    const path = join(folder, name);
    cpSync(join(folder, 'model-int8'), path, { recursive: true });
    return path;
  }
  const tampered = copy('tampered');
  const data = readFileSync(join(tampered, 'decoder.onnx.data'));
  data[100_000] = (data[100_000] ?? 0) ^ 1;
  writeFileSync(join(tampered, 'decoder.onnx.data'), data);
  expect(await message(checkModel(tampered, null, tools))).toMatch(/^model-damaged .*decoder.onnx.data.*not the bytes/);
  const short = copy('short');
  truncateSync(join(short, 'embed.f16.bin'), 1000);
  expect(await message(checkModel(short, null, tools))).toMatch(
    /^model-damaged .*embed.f16.bin.*1000 bytes in place of/,
  );
  const newer = copy('newer');
  writeFileSync(join(newer, 'model.json'), '{"format": 2}');
  expect(await message(checkModel(newer, null, tools))).toMatch(/^model-newer .*"found":2/);
  const expectation = copy('expectation');
  const manifest = JSON.parse(readFileSync(join(expectation, 'model.json'), 'utf8')) as { probe: { logits: number[] } };
  manifest.probe.logits.reverse();
  writeFileSync(join(expectation, 'model.json'), JSON.stringify(manifest));
  expect(await message(checkModel(expectation, null, tools))).toMatch(/^model-disagrees .*logits of the probe off by/);
});

test('nothing half-written is taken for a model, and the next conversion clears it away', async () => {
  const stopping = {
    ...tools,
    progress: (_what: string, done: number) => {
      if (done > 1) throw new Failure('cancelled');
    },
  };
  expect(await message(convertModel(order('stopped'), stopping))).toMatch(/^cancelled/);
  expect(readdirSync(folder).filter((name) => name.startsWith('stopped'))).toEqual([]);

  const leftovers = join(folder, 'killed.partial');
  mkdirSync(leftovers);
  writeFileSync(join(leftovers, 'converting.pid'), '999999999');
  writeFileSync(join(leftovers, 'decoder.onnx.data'), 'half');
  expect(await message(readModelFolder(leftovers).then(() => undefined))).toMatch(/^model-missing/);
  await convertModel(order('killed'), tools);
  expect(existsSync(leftovers)).toBe(false);
  expect(await message(convertModel(order('killed'), tools))).toMatch(/^file-exists/);
});

test('a conversion that still runs is left alone', async () => {
  const aside = join(folder, 'busy.partial');
  mkdirSync(aside);
  writeFileSync(join(aside, 'converting.pid'), String(process.ppid));
  expect(await message(convertModel(order('busy'), tools))).toMatch(/another conversion \(process \d+\) is writing/);
});

test('a shard that ends too early while it is read stops the conversion and leaves nothing', async () => {
  const copy = join(folder, 'shrinking');
  cpSync(checkpoint, copy, { recursive: true });
  const shard = readdirSync(copy).find((name) => name.startsWith('model-00002')) ?? '';
  const shrinking = { ...tools, progress: () => truncateSync(join(copy, shard), 4000) };
  expect(await message(convertModel(order('shrunk', 'fp32', copy), shrinking))).toMatch(
    /^checkpoint-shard .*ends at byte/,
  );
  expect(readdirSync(folder).filter((name) => name.startsWith('shrunk'))).toEqual([]);
});

test.runIf(disk !== null)('a disk that is or becomes too small is told, and nothing stays on it', async () => {
  const out = join(disk ?? '', 'model');
  expect(await message(convertModel({ ...order('', 'fp32'), out }, tools))).toMatch(
    /^disk-too-small .*"needed":1\d,"free":8/,
  );
  const filling = { ...tools, progress: () => writeFileSync(join(disk ?? '', 'filler'), new Uint8Array(6e6)) };
  expect(await message(convertModel({ ...order('', 'int8'), out }, filling))).toMatch(/^disk-full/);
  expect(readdirSync(disk ?? '')).toEqual(['filler']);
});
