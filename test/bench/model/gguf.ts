import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '#core/random.ts';
import { symbolsOfBytes } from '#models/chexagent/byteAlphabet.ts';

/**
 * Writes a phi-2 model with random weights for llama.cpp: GGUF version 3, matrices in Q4_0 (blocks of 32 values: a
 * half-precision scale and 16 bytes), the rest in float32. The decoder of CheXagent-2 has this shape.
 */
const SHAPE = { hidden: 2560, intermediate: 10240, heads: 32, rotary: 32, vocab: 51200, context: 2048 };

const TYPES = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9 } as const;
const F32 = 0;
const Q4_0 = 2;
const ALIGNMENT = 32;
const BLOCK_BYTES = 18;
/** Blocks of random bytes that all matrices are cut from, each from another place: equal weights would be shared. */
const POOL_BLOCKS = 2_000_003;

interface TensorPlan {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: typeof F32 | typeof Q4_0;
  readonly offset: number;
  readonly bytes: number;
}

export function writeGguf(file: string, layers: number): void {
  const { plans, bytes } = planTensors(layers);
  const header = headerOf(layers, plans);
  const descriptor = openSync(file, 'w');
  writeSync(descriptor, header, 0, header.length, 0);
  const pool = randomBlocks();
  plans.forEach((plan, index) => {
    const at = header.length + plan.offset;
    if (plan.type === F32) writeSync(descriptor, floatsOf(plan, index), 0, plan.bytes, at);
    else writeFromPool(descriptor, pool, plan.bytes, at, (index * 777_777) % POOL_BLOCKS);
  });
  ftruncateSync(descriptor, header.length + bytes);
  closeSync(descriptor);
}

function planTensors(layers: number): { plans: TensorPlan[]; bytes: number } {
  const { hidden, intermediate, vocab } = SHAPE;
  const plans: TensorPlan[] = [];
  let offset = 0;
  function add(name: string, dims: readonly number[], type: typeof F32 | typeof Q4_0 = F32): void {
    const elements = dims.reduce((product, size) => product * size, 1);
    const bytes = type === F32 ? elements * 4 : (elements / 32) * BLOCK_BYTES;
    plans.push({ name, dims, type, offset, bytes });
    offset = Math.ceil((offset + bytes) / ALIGNMENT) * ALIGNMENT;
  }
  function linear(name: string, inputs: number, outputs: number): void {
    add(`${name}.weight`, [inputs, outputs], Q4_0);
    add(`${name}.bias`, [outputs]);
  }
  function norm(name: string): void {
    add(`${name}.weight`, [hidden]);
    add(`${name}.bias`, [hidden]);
  }
  add('token_embd.weight', [hidden, vocab], Q4_0);
  norm('output_norm');
  linear('output', hidden, vocab);
  for (let layer = 0; layer < layers; layer++) {
    norm(`blk.${layer}.attn_norm`);
    linear(`blk.${layer}.attn_qkv`, hidden, 3 * hidden);
    linear(`blk.${layer}.attn_output`, hidden, hidden);
    linear(`blk.${layer}.ffn_up`, hidden, intermediate);
    linear(`blk.${layer}.ffn_down`, intermediate, hidden);
  }
  return { plans, bytes: offset };
}

function headerOf(layers: number, plans: readonly TensorPlan[]): Buffer {
  const { hidden, intermediate, heads, rotary, vocab, context } = SHAPE;
  const entries = [
    entry('general.architecture', 'string', text('phi2')),
    entry('general.name', 'string', text('random')),
    entry('general.file_type', 'uint32', uint32(2)),
    entry('phi2.context_length', 'uint32', uint32(context)),
    entry('phi2.embedding_length', 'uint32', uint32(hidden)),
    entry('phi2.feed_forward_length', 'uint32', uint32(intermediate)),
    entry('phi2.block_count', 'uint32', uint32(layers)),
    entry('phi2.attention.head_count', 'uint32', uint32(heads)),
    entry('phi2.attention.head_count_kv', 'uint32', uint32(heads)),
    entry('phi2.attention.layer_norm_epsilon', 'float32', float32(1e-5)),
    entry('phi2.rope.dimension_count', 'uint32', uint32(rotary)),
    entry('tokenizer.ggml.model', 'string', text('gpt2')),
    entry('tokenizer.ggml.pre', 'string', text('gpt-2')),
    entry('tokenizer.ggml.add_bos_token', 'bool', Buffer.from([0])),
    entry('tokenizer.ggml.tokens', 'array', list('string', vocabulary(vocab).map(text))),
    entry(
      'tokenizer.ggml.token_type',
      'array',
      list(
        'uint32',
        Array.from({ length: vocab }, () => uint32(1)),
        5,
      ),
    ),
    entry('tokenizer.ggml.merges', 'array', list('string', [text('t o')])),
    entry('tokenizer.ggml.bos_token_id', 'uint32', uint32(vocab - 1)),
    entry('tokenizer.ggml.eos_token_id', 'uint32', uint32(vocab - 1)),
  ];
  const tensors = plans.flatMap(({ name, dims, type, offset }) => [
    text(name),
    uint32(dims.length),
    ...dims.map(uint64),
    uint32(type),
    uint64(offset),
  ]);
  const head = [Buffer.from('GGUF'), uint32(3), uint64(plans.length), uint64(entries.length), ...entries, ...tensors];
  const whole = Buffer.concat(head);
  return Buffer.concat([whole, Buffer.alloc((ALIGNMENT - (whole.length % ALIGNMENT)) % ALIGNMENT)]);
}

function vocabulary(size: number): string[] {
  const bytes = Array.from(symbolsOfBytes(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
  return Array.from({ length: size }, (_, id) => bytes[id] ?? `token${id}`);
}

function entry(key: string, type: keyof typeof TYPES, value: Buffer): Buffer {
  return Buffer.concat([text(key), uint32(TYPES[type]), value]);
}
function list(type: keyof typeof TYPES, values: readonly Buffer[], code: number = TYPES[type]): Buffer {
  return Buffer.concat([uint32(code), uint64(values.length), ...values]);
}
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}
function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

/** Random values, and scales about 0.005 that keep activations finite. */
function randomBlocks(): Buffer {
  const random = seededRandom(1);
  const pool = Buffer.alloc(POOL_BLOCKS * BLOCK_BYTES);
  for (let at = 0; at + 4 <= pool.length; at += 4) pool.writeInt32LE(random.integer(0x7fffffff), at);
  for (let block = 0; block < POOL_BLOCKS; block++) {
    pool.writeUInt16LE(0x1c00 + random.integer(64) * 8, block * BLOCK_BYTES);
  }
  return pool;
}

function writeFromPool(descriptor: number, pool: Buffer, bytes: number, at: number, startBlock: number): void {
  let from = startBlock * BLOCK_BYTES;
  for (let written = 0; written < bytes;) {
    const length = Math.min(bytes - written, pool.length - from);
    writeSync(descriptor, pool, from, length, at + written);
    written += length;
    from = 0;
  }
}

function floatsOf({ name, bytes }: TensorPlan, seed: number): Buffer {
  const random = seededRandom(seed);
  const norm = name.endsWith('norm.weight');
  const values = Float32Array.from({ length: bytes / 4 }, () => (norm ? 1 : (random.uniform() - 0.5) * 0.04));
  return Buffer.from(values.buffer);
}
