import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { onFile } from '#main/services/files.ts';
import type { OnnxFile, TensorSource } from '#models/chexagent/convert/onnxGraph.ts';

/** What model.json says of a file. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Told of bytes as they are written; waited for, and throws to stop. */
export type OnWritten = (bytes: number) => void | Promise<void>;

/** Writes a graph and the data file beside it, tensor after tensor. Throws disk-full. */
export async function writeGraph(
  folder: string,
  name: string,
  graph: OnnxFile,
  onWritten: OnWritten = () => {},
): Promise<WrittenFile[]> {
  const dataName = `${name}.data`;
  const data = await hashedFile(join(folder, dataName), async (write) => {
    let end = 0;
    for (const { offset, source } of graph.data) {
      if (offset > end) await write(new Uint8Array(offset - end));
      for await (const chunk of source.chunks()) {
        await write(chunk);
        await onWritten(chunk.length);
      }
      end = offset + source.bytes;
    }
  });
  return [data, await writeHashed(join(folder, name), graph.model)];
}

/** Writes a source as a file of its own. */
export function writeSource(file: string, source: TensorSource, onWritten: OnWritten = () => {}): Promise<WrittenFile> {
  return hashedFile(file, async (write) => {
    for await (const chunk of source.chunks()) {
      await write(chunk);
      await onWritten(chunk.length);
    }
  });
}

export function writeHashed(file: string, content: string | Uint8Array): Promise<WrittenFile> {
  return hashedFile(file, (write) => write(typeof content === 'string' ? Buffer.from(content, 'utf8') : content));
}

async function hashedFile(
  file: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  const handle = await onFile(file, () => open(file, 'wx'));
  let bytes = 0;
  try {
    await fill(async (chunk) => {
      hash.update(chunk);
      await onFile(file, () => writeAll(handle, chunk));
      bytes += chunk.length;
    });
    await onFile(file, () => handle.sync());
  } finally {
    await handle.close();
  }
  return { name: basename(file), bytes, sha256: hash.digest('hex') };
}

const PIECE = 1 << 28;

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let start = 0;
  while (start < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, start, Math.min(PIECE, bytes.length - start));
    start += bytesWritten;
  }
}
