import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpointFolder } from '#main/services/model/checkpointFolder.ts';
import { openCheckpoint, type Checkpoint } from '#models/chexagent/checkpoint/checkpoint.ts';
import { writeCheckpoint, writeTower } from '#test/tools/checkpoint.ts';
import { officialTensors, OFFICIAL, SMALL } from '#test/tools/checkpointShape.ts';
import { smallTokenizerFiles } from '#test/tools/smallTokenizer.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { fillWeights } from '#test/tools/weights.ts';

const folder = temporaryFolder();
const good = join(folder, 'good');
const tower = join(folder, 'tower');
writeCheckpoint(good, SMALL, smallTokenizerFiles(), { shardBytes: 5e6 });
writeTower(tower, SMALL);
let copies = 0;

/** A copy of the good checkpoint with one thing changed. */
function broken(change: (copy: string) => void): string {
  const copy = join(folder, `broken-${++copies}`);
  cpSync(good, copy, { recursive: true });
  change(copy);
  return copy;
}

function withConfig(change: Record<string, unknown>): string {
  return broken((copy) => {
    const file = join(copy, 'config.json');
    const config: unknown = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...(config as object), ...change }));
  });
}

async function opened<T>(path: string, towerPath: string | null, use: (checkpoint: Checkpoint) => Promise<T> | T) {
  const files = await openCheckpointFolder(path);
  const towerFiles = towerPath === null ? null : await openCheckpointFolder(towerPath);
  try {
    return await use(await openCheckpoint(files, towerFiles));
  } finally {
    await files.close();
    await towerFiles?.close();
  }
}

async function failure(path: string): Promise<string> {
  const message = opened(path, tower, () => 'no failure').catch((thrown: unknown) => (thrown as Error).message);
  return message;
}

test('the generator writes the official number of tensors and parameters', () => {
  const plans = officialTensors(OFFICIAL);
  const parameters = plans.reduce((sum, plan) => sum + plan.shape.reduce((product, size) => product * size, 1), 0);
  expect(plans.length).toBe(861);
  expect(parameters).toBe(3_140_746_752);
});

test('sizes come from shapes, the rest from the configurations, ids from the names', async () => {
  const architecture = await opened(good, tower, (checkpoint) => checkpoint.architecture);
  expect(architecture).toEqual({
    decoder: {
      layers: 2,
      hidden: 320,
      heads: 4,
      headSize: 80,
      rotary: 32,
      ropeTheta: 10000,
      intermediate: 1280,
      vocab: 512,
      eps: 1e-5,
      activation: 'gelu_new',
    },
    vision: {
      layers: 2,
      width: 64,
      heads: 4,
      intermediate: 256,
      patch: 16,
      size: 64,
      tokens: 16,
      eps: 1e-6,
      activation: 'gelu_pytorch_tanh',
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    bridge: { hidden: 1280, output: 320, eps: 1e-6 },
    tokens: { imageStart: 347, imageEnd: 348, imagePad: 349, eos: 308, used: 420 },
  });
});

test('without the tower files every assumption is named', async () => {
  const { vision, assumptions } = await opened(good, null, (checkpoint) => ({
    vision: checkpoint.architecture.vision,
    assumptions: checkpoint.assumptions,
  }));
  expect(vision.heads).toBe(1);
  expect(assumptions.join('\n')).toMatch(/1 heads of 64.*\n.*mean and standard deviation 0.5/);
  expect(await opened(good, tower, (checkpoint) => checkpoint.assumptions)).toEqual([]);
});

test.each(['F32', 'BF16', 'F16'] as const)('rows of %s tensors come back as float32', async (storage) => {
  const path = join(folder, storage);
  writeCheckpoint(path, SMALL, smallTokenizerFiles(), { storage });
  const name = 'model.layers.1.mlp.fc1.weight';
  const expected = new Float32Array(2 * 320);
  fillWeights(expected, name, SMALL.seed, 700 * 320, { base: 0, scale: Math.sqrt(3 / 320) });
  const rows = await opened(path, tower, (checkpoint) => checkpoint.weights.rows(name, 700, 2));
  const largest = Math.max(...rows.map((value, index) => Math.abs(value - (expected[index] ?? 0))));
  expect(rows.length).toBe(640);
  expect(largest).toBeLessThanOrEqual({ F32: 0, BF16: 2 ** -12, F16: 2 ** -15 }[storage]);
});

test('names with the prefix of an adapter and stored buffers are understood', async () => {
  const path = broken((copy) => {
    const index = join(copy, 'model.safetensors.index.json');
    const text = readFileSync(index, 'utf8').replaceAll('"model.layers', '"base_model.model.model.layers');
    writeFileSync(index, text);
    for (const shard of Object.values((JSON.parse(text) as { weight_map: object }).weight_map) as string[]) {
      renameTensors(join(copy, shard));
    }
  });
  expect(await opened(path, tower, (checkpoint) => checkpoint.weights.names.length)).toBe(
    officialTensors(SMALL).length,
  );
});

/** Puts the adapter's prefix into a shard's header, once. */
function renameTensors(file: string): void {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes.subarray(8, 8 + length).toString();
  if (header.includes('base_model')) return;
  const renamed = Buffer.from(header.trimEnd().replaceAll('"model.layers', '"base_model.model.model.layers'));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(renamed.length));
  writeFileSync(file, Buffer.concat([size, renamed, bytes.subarray(8 + length)]));
}

const badConfigs: [string, Record<string, unknown>, string][] = [
  ['no rotary factor', { partial_rotary_factor: undefined }, '"key":"partial_rotary_factor","reason":"missing'],
  ['no theta', { rope_theta: null }, '"key":"rope_theta","reason":"missing'],
  ['no heads', { num_attention_heads: undefined }, '"key":"num_attention_heads","reason":"missing'],
  ['no activation', { hidden_act: undefined }, '"key":"hidden_act","reason":"missing'],
  ['no epsilon', { layer_norm_eps: undefined }, '"key":"layer_norm_eps","reason":"missing'],
  ['an unknown activation', { hidden_act: 'silu' }, '"key":"hidden_act","reason":"\\"silu\\" is not usable'],
  ['grouped heads', { num_key_value_heads: 2 }, '"key":"num_key_value_heads","reason":"2, but'],
  ['heads that do not divide', { num_attention_heads: 3, num_key_value_heads: 3 }, '"3 does not divide 320'],
  ['a scaled rotation', { rope_scaling: { type: 'linear', factor: 2 } }, '"key":"rope_scaling"'],
  ['normalised queries', { qk_layernorm: true }, '"key":"qk_layernorm"'],
  ['another vocabulary', { vocab_size: 51200 }, '"key":"vocab_size","reason":"51200, but the tensors say 512'],
  ['another depth', { num_hidden_layers: 32 }, '"32, but the tensors say 2'],
  ['another image size', { visual: { image_size: 384 } }, '"visual.image_size","reason":"384, but the tensors say 64'],
  ['another end of text', { eos_token_id: 2 }, '"id 308, but eos_token_id is 2'],
  ['another class', { architectures: ['LlavaForCausalLM'] }, 'LlavaForCausalLM instead of'],
];

test.each(badConfigs)('config with %s is refused by its key', async (_name, change, words) => {
  const message = await failure(withConfig(change));
  expect(message).toMatch(/^checkpoint-config /);
  expect(message).toContain(words);
});

test('newer rope_parameters are read', async () => {
  const path = withConfig({
    rope_theta: undefined,
    partial_rotary_factor: undefined,
    rope_parameters: { rope_type: 'default', rope_theta: 500, partial_rotary_factor: 0.2 },
  });
  const { ropeTheta, rotary } = await opened(path, tower, (checkpoint) => checkpoint.architecture.decoder);
  expect([ropeTheta, rotary]).toEqual([500, 16]);
});

test('bad files are refused in one line', async () => {
  const lastShard = readdirSync(good)
    .filter((name) => name.endsWith('.safetensors'))
    .sort()
    .at(-1);
  if (!lastShard) throw new Error('no shard');
  const truncated = broken((copy) => truncateSync(join(copy, lastShard), 30_000));
  expect(await failure(truncated)).toMatch(/^checkpoint-shard .*model-0.*truncated: \S+ ends at byte/);
  const empty = broken((copy) => truncateSync(join(copy, lastShard), 3));
  expect(await failure(empty)).toMatch(/too short for safetensors \(3 bytes\)/);
  const text = broken((copy) => writeFileSync(join(copy, lastShard), 'version https://git-lfs.github.com/spec/v1'));
  expect(await failure(text)).toMatch(/not safetensors/);
  const wrongType = broken((copy) => changeHeader(join(copy, lastShard), '"F32"', '"F64"'));
  expect(await failure(wrongType)).toMatch(/is stored as F64; readable are F32, BF16 and F16/);
  const wrongShape = broken((copy) => changeHeader(join(copy, lastShard), '[512,320]', '[256,640]'));
  expect(await failure(wrongShape)).toMatch(/shape \[256, 640\], expected \[512, 320\]/);
  const noTensor = broken((copy) => changeHeader(join(copy, lastShard), 'lm_head.weight', 'xm_head.weight'));
  expect(await failure(noTensor)).toMatch(/checkpoint-tensor .*lm_head.weight.*missing in model-0/);
  const noShard = broken((copy) => rmSync(join(copy, lastShard)));
  expect(await failure(noShard)).toMatch(/checkpoint-missing .*model-0/);
  const noConfig = broken((copy) => rmSync(join(copy, 'config.json')));
  expect(await failure(noConfig)).toMatch(/checkpoint-missing .*config.json/);
  const noMerges = broken((copy) => rmSync(join(copy, 'merges.txt')));
  expect(await failure(noMerges)).toMatch(/checkpoint-missing .*merges.txt/);
});

/** Same-length change of a header's first match. */
function changeHeader(file: string, from: string, to: string): void {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes.subarray(8, 8 + length).toString();
  expect(header).toContain(from);
  bytes.write(header.replace(from, to), 8);
  writeFileSync(file, bytes);
}
