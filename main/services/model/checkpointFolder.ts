import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { onFile } from '#main/services/files.ts';
import type { CheckpointFolder, RangedFile } from '#models/chexagent/checkpoint/files.ts';

export interface OpenFolder extends CheckpointFolder {
  close(): Promise<void>;
}

/** A folder on disk, read in pieces. Throws file-missing. */
export async function openCheckpointFolder(path: string): Promise<OpenFolder> {
  const entries = await onFile(path, () => readdir(path, { withFileTypes: true }));
  const handles: FileHandle[] = [];

  async function openFile(name: string): Promise<RangedFile> {
    const file = join(path, name);
    const handle = await onFile(file, () => open(file, 'r'));
    handles.push(handle);
    return {
      name,
      size: (await handle.stat()).size,
      read: (offset, length) => readExactly(handle, file, offset, length),
    };
  }
  return {
    path,
    // Snapshots of the hub's cache hold links to the files.
    names: entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort(),
    text: (name) => onFile(join(path, name), () => readFile(join(path, name), 'utf8')),
    open: openFile,
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

/** Node reads at most 2 GiB at once, and may read less than asked. */
const PIECE = 1 << 28;

async function readExactly(
  handle: FileHandle,
  file: string,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const wanted = Math.min(PIECE, length - filled);
    const { bytesRead } = await onFile(file, () => handle.read(bytes, filled, wanted, offset + filled));
    if (bytesRead === 0) {
      throw new Failure('checkpoint-shard', { file: basename(file), reason: `ends at byte ${offset + filled}` });
    }
    filled += bytesRead;
  }
  return bytes;
}
