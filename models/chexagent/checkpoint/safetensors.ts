import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import type { RangedFile } from './files.ts';

export type Storage = 'F32' | 'BF16' | 'F16';

/** Where a tensor's bytes lie: row-major, little endian. */
export interface StoredTensor {
  readonly file: RangedFile;
  readonly storage: Storage;
  readonly shape: readonly number[];
  readonly offset: number;
}

export const BYTES_OF: Readonly<Record<Storage, number>> = { F32: 4, BF16: 2, F16: 2 };

const LARGEST_HEADER = 100_000_000;

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/**
 * Reads a shard's header: 8 bytes of length, then JSON from name to type, shape and place. Every place is checked
 * against the file's size, so that a truncated shard is found here. Throws checkpoint-shard.
 */
export async function readShard(file: RangedFile): Promise<Map<string, StoredTensor>> {
  const header = await readHeader(file);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header.entries)) {
    if (name === '__metadata__') continue;
    const parsed = entry.safeParse(value);
    if (!parsed.success) throw refusal(file, `the entry of ${name} is not readable`);
    tensors.set(name, placed(file, name, parsed.data, header.end));
  }
  return tensors;
}

async function readHeader(file: RangedFile): Promise<{ entries: Record<string, unknown>; end: number }> {
  if (file.size < 8) throw refusal(file, `too short for safetensors (${file.size} bytes)`);
  const lengthBytes = await file.read(0, 8);
  const length = Number(new DataView(lengthBytes.buffer).getBigUint64(0, true));
  if (length > LARGEST_HEADER) throw refusal(file, `not safetensors (a header of ${length} bytes)`);
  const end = 8 + length;
  if (end > file.size) throw refusal(file, `truncated: the header alone needs ${end} bytes, there are ${file.size}`);
  try {
    const entries: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await file.read(8, length)));
    return { entries: z.record(z.string(), z.unknown()).parse(entries), end };
  } catch (thrown) {
    throw new Failure(
      'checkpoint-shard',
      { file: file.name, reason: 'not safetensors (its header is no JSON)' },
      thrown,
    );
  }
}

function placed(file: RangedFile, name: string, value: z.infer<typeof entry>, start: number): StoredTensor {
  const { dtype, shape } = value;
  const [begin, end] = value.data_offsets;
  if (dtype !== 'F32' && dtype !== 'BF16' && dtype !== 'F16') {
    throw refusal(file, `${name} is stored as ${dtype}; readable are F32, BF16 and F16`);
  }
  const bytes = shape.reduce((product, size) => product * size, 1) * BYTES_OF[dtype];
  if (end - begin !== bytes) {
    throw refusal(file, `${name} [${shape.join(', ')}] ${dtype} needs ${bytes} bytes, its entry says ${end - begin}`);
  }
  if (start + end > file.size) {
    throw refusal(file, `truncated: ${name} ends at byte ${start + end}, the file has ${file.size}`);
  }
  return { file, storage: dtype, shape, offset: start + begin };
}

function refusal(file: RangedFile, reason: string): Failure {
  return new Failure('checkpoint-shard', { file: file.name, reason });
}
