import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toHalves } from '#models/chexagent/halves.ts';
import type { TokenizerFiles } from '#models/chexagent/tokenizer.ts';
import { officialTensors, type CheckpointShape, type TensorPlan } from './checkpointShape.ts';
import { fillWeights } from './weights.ts';

export interface CheckpointOptions {
  readonly storage?: 'F32' | 'BF16' | 'F16';
  /** A new shard begins before a tensor that would pass this; the official snapshot's limit is the default. */
  readonly shardBytes?: number;
  /** Other values than random ones for the layout's tensors. */
  readonly plans?: readonly TensorPlan[];
  readonly onProgress?: (bytes: number, total: number) => void;
}

const CHUNK = 1 << 22;

/** Writes a random checkpoint: safetensors shards with their index, config.json, tokenizer files, licence. */
export function writeCheckpoint(
  folder: string,
  shape: CheckpointShape,
  tokenizer: TokenizerFiles,
  options: CheckpointOptions = {},
): void {
  const { storage = 'F32', shardBytes = 5e9, plans = officialTensors(shape), onProgress = () => {} } = options;
  mkdirSync(folder, { recursive: true });
  const shards = shardsOf(plans, storage, shardBytes);
  const total = plans.reduce((sum, plan) => sum + bytesOf(plan, storage), 0);
  const weightMap: Record<string, string> = {};
  let written = 0;
  shards.forEach((shard, index) => {
    const file = shardName(index, shards.length);
    for (const plan of shard) weightMap[plan.name] = file;
    writeShard(join(folder, file), shard, shape.seed, storage, (bytes) => onProgress((written += bytes), total));
  });
  writeJson(folder, 'model.safetensors.index.json', {
    metadata: { total_size: total },
    weight_map: Object.fromEntries(Object.entries(weightMap).sort(([a], [b]) => (a < b ? -1 : 1))),
  });
  const end = (JSON.parse(tokenizer.vocabulary) as Record<string, number>)['<|endoftext|>'] ?? 0;
  writeJson(folder, 'config.json', configOf(shape, storage, end));
  writeJson(folder, 'generation_config.json', { bos_token_id: end, eos_token_id: end });
  writeFileSync(join(folder, 'vocab.json'), tokenizer.vocabulary);
  writeFileSync(join(folder, 'merges.txt'), tokenizer.merges);
  writeFileSync(join(folder, 'added_tokens.json'), tokenizer.addedTokens);
  writeFileSync(
    join(folder, 'README.md'),
    '---\nlicense: cc0-1.0\n---\nRandom weights: good for tests, for nothing else.\n',
  );
}

/** Writes what the second repository (the tower's own) holds: its configuration and its image processor's. */
export function writeTower(folder: string, shape: CheckpointShape): void {
  const { vision } = shape;
  mkdirSync(folder, { recursive: true });
  writeJson(folder, 'config.json', {
    model_type: 'siglip',
    vision_config: {
      model_type: 'siglip_vision_model',
      hidden_size: vision.width,
      image_size: vision.size,
      intermediate_size: vision.intermediate,
      num_attention_heads: vision.heads,
      num_hidden_layers: vision.layers,
      patch_size: vision.patch,
    },
  });
  writeJson(folder, 'preprocessor_config.json', {
    do_resize: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    resample: 3,
    rescale_factor: 1 / 255,
    size: { height: vision.size, width: vision.size },
  });
}

function configOf(shape: CheckpointShape, storage: string, end: number): object {
  const { decoder, vision } = shape;
  return {
    architectures: ['CheXagentForCausalLM'],
    attention_dropout: 0.0,
    bos_token_id: end,
    embd_pdrop: 0.0,
    eos_token_id: end,
    hidden_act: 'gelu_new',
    hidden_size: decoder.hidden,
    initializer_range: 0.02,
    intermediate_size: decoder.intermediate,
    layer_norm_eps: 1e-5,
    max_position_embeddings: 2048,
    model_type: 'phi',
    num_attention_heads: decoder.heads,
    num_hidden_layers: decoder.layers,
    num_key_value_heads: decoder.heads,
    partial_rotary_factor: decoder.rotaryFactor,
    qk_layernorm: false,
    resid_pdrop: 0.1,
    rope_scaling: null,
    rope_theta: 10000.0,
    tie_word_embeddings: false,
    torch_dtype: { F32: 'float32', BF16: 'bfloat16', F16: 'float16' }[storage],
    use_cache: true,
    visual: {
      image_size: vision.size,
      output_dim: decoder.hidden,
      vision_model_name_or_path: 'StanfordAIMI/XraySigLIP__vit-l-16-siglip-384__webli',
    },
    vocab_size: decoder.vocab,
  };
}

function shardsOf(plans: readonly TensorPlan[], storage: string, limit: number): TensorPlan[][] {
  const shards: TensorPlan[][] = [[]];
  let filled = 0;
  for (const plan of plans) {
    const bytes = bytesOf(plan, storage);
    if (filled > 0 && filled + bytes > limit) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)?.push(plan);
    filled += bytes;
  }
  return shards;
}

function shardName(index: number, count: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `model-${digits(index + 1)}-of-${digits(count)}.safetensors`;
}

function writeShard(
  file: string,
  plans: readonly TensorPlan[],
  seed: number,
  storage: 'F32' | 'BF16' | 'F16',
  onBytes: (bytes: number) => void,
): void {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const plan of plans) {
    const end = offset + bytesOf(plan, storage);
    header[plan.name] = { dtype: storage, shape: plan.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = JSON.stringify(header);
  const head = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const handle = openSync(file, 'w');
  try {
    writeSync(handle, length);
    writeSync(handle, head);
    for (const plan of plans) writeTensor(handle, plan, seed, storage, onBytes);
  } finally {
    closeSync(handle);
  }
}

function writeTensor(
  handle: number,
  plan: TensorPlan,
  seed: number,
  storage: 'F32' | 'BF16' | 'F16',
  onBytes: (bytes: number) => void,
): void {
  const elements = elementsOf(plan);
  const known = plan.values === 'sines' ? sineTable(plan.shape) : plan.values;
  for (let start = 0; start < elements; start += CHUNK) {
    const values = new Float32Array(Math.min(CHUNK, elements - start));
    if (known instanceof Float32Array) values.set(known.subarray(start, start + values.length));
    else fillWeights(values, plan.name, seed, start, known);
    const stored = storage === 'F32' ? values : storage === 'F16' ? toHalves(values) : toBrainFloats(values);
    onBytes(writeSync(handle, stored));
  }
}

/** The bridge's frozen table: sines and cosines of the column, then of the row. */
function sineTable(shape: readonly number[]): Float32Array {
  const [tokens = 0, width = 0] = shape;
  const side = Math.sqrt(tokens);
  const quarter = width / 4;
  const table = new Float32Array(tokens * width);
  for (let token = 0; token < tokens; token++) {
    const places = [token % side, Math.floor(token / side)];
    for (let channel = 0; channel < width; channel++) {
      const block = Math.floor(channel / quarter);
      const angle = (places[block >> 1] ?? 0) * 10000 ** (-(channel % quarter) / quarter);
      table[token * width + channel] = block % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return table;
}

/** Rounds to bfloat16, to nearest, ties to even. */
function toBrainFloats(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16);
}

function bytesOf(plan: TensorPlan, storage: string): number {
  return elementsOf(plan) * (storage === 'F32' ? 4 : 2);
}

function elementsOf(plan: TensorPlan): number {
  return plan.shape.reduce((product, length) => product * length, 1);
}

function writeJson(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}
