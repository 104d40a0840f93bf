import { open, type FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { onFile } from '#main/services/files.ts';

/** Where the lines of a shard lie, and the task of each, so that any of them is read without those before it. */
export interface ShardLines {
  readonly file: string;
  /** Byte at which each line begins; the last number is the end of the file. */
  readonly starts: readonly number[];
  readonly tasks: readonly string[];
}

/** Bytes that are read at once. */
const AT_ONCE = 1 << 20;
const NEW_LINE = 0x0a;
/** How every line begins: the id, whose first part in brackets is the task. */
const BEGINNING = /^\{"unique_id":"\[([^\]]+)\]/;
/** Bytes that hold the beginning. */
const HEAD = 200;

/** Goes through a shard once. Throws file-missing. */
export async function shardLines(file: string): Promise<ShardLines> {
  const starts = [0];
  const tasks: string[] = [];
  /** Every task's name once, however many lines have it. */
  const names = new Map<string, string>();
  let rest: Buffer = Buffer.alloc(0);
  let place = 0;
  const take = (head: string, end: number): void => {
    const name = BEGINNING.exec(head)?.[1] ?? '';
    names.set(name, names.get(name) ?? name);
    tasks.push(names.get(name) ?? name);
    starts.push(end);
  };
  await onFile(file, async () => {
    for await (const piece of createReadStream(file, { highWaterMark: AT_ONCE }) as AsyncIterable<Buffer>) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      let from = 0;
      for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, from)) {
        take(bytes.toString('utf8', from, Math.min(end, from + HEAD)), place + end + 1);
        from = end + 1;
      }
      rest = bytes.subarray(from);
      place += from;
    }
  });
  return { file, starts, tasks };
}

/** Some lines of a shard, by their numbers. */
export async function readLines({ file, starts }: ShardLines, numbers: readonly number[]): Promise<Buffer[]> {
  return onFile(file, async () => {
    const handle = await open(file, 'r');
    try {
      const lines: Buffer[] = [];
      for (const number of numbers) lines.push(await readBetween(handle, starts[number] ?? 0, starts[number + 1] ?? 0));
      return lines;
    } finally {
      await handle.close();
    }
  });
}

async function readBetween(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
  return bytes.subarray(0, bytesRead);
}
