import { Failure } from '#core/errors.ts';
import type { RangedFile } from './files.ts';
import type { StoredTensor } from './safetensors.ts';
import { PickleFault, unpickle, type Called, type Named, type Persistent } from './pickle.ts';

/** How a file of PyTorch since 1.6 begins (a zip), and how one before it (five pickles, then the bare values). */
const ZIP = 0x04034b50;
/** The older kind keeps its pickles at the front; those of a state with its optimiser are far shorter. */
const FRONT = 1 << 24;
/** Of the zip's end, whose last record may carry a comment. */
const ZIP_END = 1 << 16;

/** Where the values of each storage lie, by its key. */
type Places = ReadonlyMap<string, number>;

/**
 * The tensors of a file that `torch.save` wrote: a state, or a dictionary with one under `model_state_dict`. Read without
 * running anything of it, and in pieces: values stay in the file. Throws checkpoint-shard.
 */
export async function readTorchFile(file: RangedFile): Promise<Map<string, StoredTensor>> {
  const first = await file.read(0, Math.min(4, file.size));
  try {
    const isZip = first.length === 4 && new DataView(first.buffer).getUint32(0, true) === ZIP;
    const { value, places } = isZip ? await readZip(file) : await readOlder(file);
    return tensorsOf(file, stateOf(value), places);
  } catch (thrown) {
    if (!(thrown instanceof PickleFault)) throw thrown;
    throw new Failure('checkpoint-shard', { file: file.name, reason: `no file of PyTorch: ${thrown.message}` }, thrown);
  }
}

async function readZip(file: RangedFile): Promise<{ value: unknown; places: Places }> {
  const entries = await zipEntries(file);
  const places = new Map<string, number>();
  let value: unknown = null;
  for (const { name, bytes, header } of entries) {
    const [, inside = ''] = /^[^/]+\/(.+)$/.exec(name) ?? [];
    const local = await file.read(header, 30);
    const view = new DataView(local.buffer);
    const place = header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    if (inside === 'data.pkl') ({ value } = unpickle(await file.read(place, bytes)));
    const [, key] = /^data\/(.+)$/.exec(inside) ?? [];
    if (key !== undefined) places.set(key, place);
  }
  return { value, places };
}

interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly header: number;
}

/** The central directory (APPNOTE 4.3.12); PyTorch stores without compression. */
async function zipEntries(file: RangedFile): Promise<ZipEntry[]> {
  const from = Math.max(0, file.size - ZIP_END);
  const tail = await file.read(from, file.size - from);
  const tailView = new DataView(tail.buffer);
  let end = tail.length - 22;
  while (end >= 0 && tailView.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new PickleFault('the zip has no end');
  const [count, size, start] = [
    tailView.getUint16(end + 10, true),
    tailView.getUint32(end + 12, true),
    tailView.getUint32(end + 16, true),
  ];
  if (start === 0xffffffff) throw new PickleFault('the zip is of 4 GiB or more');
  const directory = await file.read(start, size);
  const view = new DataView(directory.buffer);
  const decoder = new TextDecoder();
  const entries: ZipEntry[] = [];
  for (let place = 0, index = 0; index < count; index++) {
    if (view.getUint16(place + 10, true) !== 0) throw new PickleFault('the zip is compressed');
    const nameLength = view.getUint16(place + 28, true);
    entries.push({
      name: decoder.decode(directory.subarray(place + 46, place + 46 + nameLength)),
      bytes: view.getUint32(place + 24, true),
      header: view.getUint32(place + 42, true),
    });
    place += 46 + nameLength + view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
  }
  return entries;
}

/** Magic number, version, system, the object, the keys of its storages; then of each its length and its values. */
async function readOlder(file: RangedFile): Promise<{ value: unknown; places: Places }> {
  const front = await file.read(0, Math.min(FRONT, file.size));
  let end = 0;
  const next = (): unknown => {
    const read = unpickle(front, end);
    end = read.end;
    return read.value;
  };
  for (let skipped = 0; skipped < 3; skipped++) next();
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw new PickleFault('it names no storages');
  const widths = storageWidths(value);
  const places = new Map<string, number>();
  for (const key of keys.map(String)) {
    const length = await file.read(end, 8);
    const elements = Number(new DataView(length.buffer).getBigInt64(0, true));
    places.set(key, end + 8);
    end += 8 + elements * (widths.get(key) ?? 4);
  }
  return { value, places };
}

const WIDTHS: Readonly<Record<string, number>> = {
  'torch.FloatStorage': 4,
  'torch.HalfStorage': 2,
  'torch.BFloat16Storage': 2,
  'torch.IntStorage': 4,
  'torch.LongStorage': 8,
  'torch.DoubleStorage': 8,
  'torch.ByteStorage': 1,
  'torch.BoolStorage': 1,
};

const STORED: Readonly<Record<string, StoredTensor['storage']>> = {
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
};

/** Bytes of a value, by the key of the storage, for all tensors anywhere in an object. */
function storageWidths(value: unknown, widths = new Map<string, number>()): Map<string, number> {
  if (value instanceof Map) for (const each of value.values()) storageWidths(each, widths);
  else if (Array.isArray(value)) for (const each of value) storageWidths(each, widths);
  else if (isRecord(value)) {
    const storage = storageOf(value as Partial<Persistent>);
    if (storage) widths.set(storage.key, WIDTHS[storage.type] ?? 4);
    storageWidths((value as Partial<Called>).given ?? [], widths);
  }
  return widths;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function storageOf({ persistent }: Partial<Persistent>): { type: string; key: string } | null {
  if (!Array.isArray(persistent)) return null;
  const [, type, key] = persistent as unknown[];
  return { type: (type as Partial<Named> | undefined)?.global ?? '', key: String(key) };
}

function stateOf(value: unknown): ReadonlyMap<unknown, unknown> {
  const state: unknown =
    value instanceof Map ? (value.get('model_state_dict') ?? value.get('state_dict') ?? value) : null;
  if (!(state instanceof Map)) throw new PickleFault('it holds no state');
  return state;
}

function tensorsOf(file: RangedFile, state: ReadonlyMap<unknown, unknown>, places: Places): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of state) {
    const { called, given = [] } = isRecord(value) ? (value as Partial<Called>) : {};
    if (called !== 'torch._utils._rebuild_tensor_v2') continue;
    const [held, offset, shape, strides] = given as [Persistent, number, number[], number[]];
    const { type = '', key = '' } = storageOf(held) ?? {};
    const storage = STORED[type];
    const place = places.get(key);
    if (!storage || place === undefined) continue;
    if (!isRowMajor(shape, strides)) throw new PickleFault(`${String(name)} is not stored row by row`);
    const bytes = WIDTHS[type] ?? 4;
    const end = place + (offset + shape.reduce((product, size) => product * size, 1)) * bytes;
    if (end > file.size) throw new PickleFault(`${String(name)} ends at byte ${end}, the file has ${file.size}`);
    tensors.set(String(name), { file, storage, shape, offset: place + offset * bytes });
  }
  return tensors;
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let wanted = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== wanted) return false;
    wanted *= shape[axis] ?? 1;
  }
  return true;
}
