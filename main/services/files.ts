import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { Failure, type ErrorCode } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';

/** What the system says about a file, in the codes of this program. */
const SYSTEM_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOENT: 'file-missing',
  ENOTDIR: 'file-missing',
  EEXIST: 'file-exists',
  ENOTEMPTY: 'file-exists',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EROFS: 'not-permitted',
};

/** A system error as a coded failure that names the file; anything else as it is. */
function fileFailure(thrown: unknown, file: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? SYSTEM_CODES[String(thrown.code)] : undefined;
  if (code) return new Failure(code, { file }, thrown);
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EISDIR') {
    return new Failure('bad-input', { where: file, reason: 'is a folder, not a file' }, thrown);
  }
  return thrown;
}

/** Runs file work; system errors become coded failures that name the file. */
export async function onFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw fileFailure(thrown, file);
  }
}

/** Throws file-missing or not-permitted. */
export function readBytes(file: string): Promise<Buffer> {
  return onFile(file, () => readFile(file));
}

/**
 * Writes a whole file or nothing: into a file beside it, to the disk, then renamed over it. Throws disk-full or
 * not-permitted, and then the old file is as it was.
 */
export async function writeWhole(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const aside = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  await onFile(file, async () => {
    try {
      await writeSynced(aside, content, mode);
      await rename(aside, file);
    } catch (thrown) {
      await rm(aside, { force: true });
      throw thrown;
    }
    await syncFolder(dirname(file));
  });
}

/** Writes a figure into a folder that is made where it is not; returns the file's name. */
export async function saveFigure(folder: string, name: string, content: Uint8Array): Promise<string> {
  await onFile(folder, () => mkdir(folder, { recursive: true }));
  await writeWhole(join(folder, name), content);
  return name;
}

/** Writes a file that does not exist yet, to the disk. Throws file-exists. */
export async function writeNew(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  await onFile(file, () => writeSynced(file, content, mode));
}

/** The same from pieces that come one after another; a file that could not be finished is removed. */
export async function writePieces(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await onFile(file, async () => {
    const handle = await open(file, 'wx');
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } catch (thrown) {
      await rm(file, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
  });
}

async function writeSynced(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes names in a folder durable; Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Builds a folder whole or not at all: `fill` works in a folder beside it, which is renamed at the end and removed when
 * anything fails or the user breaks it off. Throws file-exists when the folder is there already.
 */
export async function buildFolder<T>(folder: string, fill: (aside: string) => Promise<T>): Promise<T> {
  await refuseExisting(folder);
  const aside = `${resolve(folder)}.${randomBytes(4).toString('hex')}${PARTIAL}`;
  const breakOff = (): never => {
    rmSync(aside, { recursive: true, force: true });
    process.exit(130);
  };
  process.once('SIGINT', breakOff).once('SIGTERM', breakOff);
  try {
    await onFile(aside, () => mkdir(aside, { recursive: true }));
    const result = await fill(aside);
    await onFile(folder, async () => {
      await syncFolder(aside);
      await rename(aside, folder);
      await syncFolder(dirname(aside));
    });
    return result;
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true });
    throw thrown;
  } finally {
    process.off('SIGINT', breakOff).off('SIGTERM', breakOff);
  }
}

const PARTIAL = '.partial';

/** Removes what a crash left of building this folder. Only where nobody else can be building it. */
export async function removeLeftovers(folder: string): Promise<void> {
  const [parent, name] = [dirname(resolve(folder)), `${basename(folder)}.`];
  const left = (await readdir(parent)).filter((each) => each.startsWith(name) && each.endsWith(PARTIAL));
  for (const each of left) await rm(join(parent, each), { recursive: true, force: true });
}

/** An empty folder may be there: people make one and then name it. */
async function refuseExisting(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT') return;
    throw code === 'ENOTDIR' ? new Failure('file-exists', { file: folder }, thrown) : fileFailure(thrown, folder);
  }
}

/** JSON of a file, checked by a schema. Throws study-damaged with the first complaint. */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  return parseJson(await readBytes(file), file, schema);
}

export function parseJson<S extends z.ZodType>(content: Buffer, file: string, schema: S): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(content.toString('utf8'));
  } catch {
    throw new Failure('study-damaged', { file, reason: 'not JSON' });
  }
  const checked = schema.safeParse(value);
  if (!checked.success) throw new Failure('study-damaged', { file, reason: issueWords(checked.error) });
  return checked.data;
}

/** SHA-256 of a file's bytes as 64 hexadecimal digits: Node's own, since films are large. */
export function hashBytes(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** JSON for people to read, with a line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
