import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { fromBrainFloats, fromHalves } from '../halves.ts';
import type { CheckpointFolder } from './files.ts';
import { BYTES_OF, readShard, type StoredTensor } from './safetensors.ts';

/** The tensors of a checkpoint by their official names, wherever they are stored. */
export interface Weights {
  readonly names: readonly string[];
  /** Undefined when there is no such tensor. */
  shape(name: string): readonly number[] | undefined;
  /** `count` rows (along the first axis) from `start`, as float32, row-major. Throws checkpoint-tensor when missing. */
  rows(name: string, start: number, count: number): Promise<Float32Array<ArrayBuffer>>;
  /** The whole tensor. */
  all(name: string): Promise<Float32Array<ArrayBuffer>>;
}

const INDEX = 'model.safetensors.index.json';
const SINGLE = 'model.safetensors';

const indexFile = z.object({ weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+$/)) });

/** Prefixes that adapters and parallel training leave in front of the official names. */
const PREFIX = /^(?:base_model\.model\.|module\.)+/;
/** Buffers that some versions store; they are computed. */
const COMPUTED = /(?:rotary_emb\.(?:inv_freq|cos_cached|sin_cached)|\.position_ids)$/;

/** Opens the shards by the index. Throws checkpoint-missing, checkpoint-shard, checkpoint-tensor. */
export async function openWeights(folder: CheckpointFolder): Promise<Weights> {
  return weightsOf(await storedTensors(folder));
}

/** The tensors of a file by their official names. */
export function weightsOf(tensors: ReadonlyMap<string, StoredTensor>): Weights {
  const stored = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    const official = name.replace(PREFIX, '');
    if (!COMPUTED.test(official)) stored.set(official, tensor);
  }

  function found(name: string): StoredTensor {
    const tensor = stored.get(name);
    if (!tensor) throw new Failure('checkpoint-tensor', { tensor: name, reason: 'missing' });
    return tensor;
  }
  async function rows(name: string, start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const tensor = found(name);
    const rowBytes = tensor.shape.slice(1).reduce((product, size) => product * size, 1) * BYTES_OF[tensor.storage];
    return widened(tensor, await tensor.file.read(tensor.offset + start * rowBytes, count * rowBytes));
  }
  return {
    names: [...stored.keys()].sort(),
    shape: (name) => stored.get(name)?.shape,
    rows,
    all: (name) => rows(name, 0, found(name).shape[0] ?? 1),
  };
}

async function storedTensors(folder: CheckpointFolder): Promise<Map<string, StoredTensor>> {
  if (!folder.names.includes(INDEX)) {
    if (folder.names.includes(SINGLE)) return readShard(await folder.open(SINGLE));
    throw new Failure('checkpoint-missing', { folder: folder.path, file: INDEX });
  }
  const map = await readIndex(folder);
  const tensors = new Map<string, StoredTensor>();
  for (const file of new Set(Object.values(map))) {
    if (!folder.names.includes(file)) throw new Failure('checkpoint-missing', { folder: folder.path, file });
    const shard = await readShard(await folder.open(file));
    for (const [name, tensor] of shard) if (map[name] === file) tensors.set(name, tensor);
  }
  for (const [name, file] of Object.entries(map)) {
    if (!tensors.has(name)) throw new Failure('checkpoint-tensor', { tensor: name, reason: `missing in ${file}` });
  }
  return tensors;
}

async function readIndex(folder: CheckpointFolder): Promise<Record<string, string>> {
  try {
    return indexFile.parse(JSON.parse(await folder.text(INDEX))).weight_map;
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('checkpoint-shard', { file: INDEX, reason: 'holds no weight_map' }, thrown);
  }
}

function widened(tensor: StoredTensor, bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (tensor.storage === 'F32') return new Float32Array(bytes.buffer, 0, bytes.length / 4);
  const words = new Uint16Array(bytes.buffer, 0, bytes.length / 2);
  if (tensor.storage === 'BF16') return fromBrainFloats(words);
  const values = new Float32Array(words.length);
  fromHalves(words, values);
  return values;
}
