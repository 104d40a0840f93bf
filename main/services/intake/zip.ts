import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { Failure, type FailureData } from '#core/errors.ts';
import { isClutter, isTooMany, leftOut, tooMany } from './folder.ts';
import type { IntakeFile, IntakeSource } from './given.ts';

type Zip = Awaited<ReturnType<typeof yauzl.openPromise>>;
type Entry = yauzl.Entry;

/** No film is larger unpacked. */
export const LARGEST_FILE = 512 * 1024 * 1024;
/** A ZIP that unpacks to so many times its size, and to more than a film's worth, is a bomb: films pack to a half. */
const MOST_TIMES = 200;

/**
 * The files of a ZIP, each unpacked into memory when its turn comes and never onto the disk. Throws zip-unreadable, and
 * zip-unsafe for names that lead out of it and for what unpacks to far more than films do.
 */
export async function openZip(path: string): Promise<Pick<IntakeSource, 'files' | 'problems' | 'close'>> {
  const zip = await guarded(path, () => yauzl.openPromise(path, { autoClose: false, strictFileNames: false }));
  const close = async (): Promise<void> => zip.close();
  try {
    return { ...(await guarded(path, () => listZip(zip, path))), close };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

async function listZip(zip: Zip, path: string): Promise<{ files: IntakeFile[]; problems: FailureData[] }> {
  const files: IntakeFile[] = [];
  const problems: FailureData[] = [];
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    const { fileName: name, uncompressedSize: size } = entry;
    if (name.endsWith('/') || name.split('/').some(isClutter)) continue;
    unpacked += size;
    if (unpacked > LARGEST_FILE && unpacked > zip.fileSize * MOST_TIMES) {
      throw new Failure('zip-unsafe', {
        file: basename(path),
        reason: `it unpacks to over ${MOST_TIMES} times its size`,
      });
    }
    const reason = refusal(entry);
    if (reason !== null) problems.push(leftOut(name, reason));
    else if (isTooMany(files.push({ name, size, read: () => readEntry(zip, entry) }))) throw tooMany(path);
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, problems };
}

function refusal(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'it is encrypted';
  if (!entry.canDecodeFileData()) return `it is packed by method ${entry.compressionMethod}`;
  if (entry.uncompressedSize > LARGEST_FILE) return `it has ${entry.uncompressedSize} bytes`;
  return null;
}

/** The size was promised by the directory of the ZIP; the library ends an entry that goes on beyond it. */
async function readEntry(zip: Zip, entry: Entry): Promise<Uint8Array> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    if (crc32(bytes) !== entry.crc32) throw new Error('it is damaged');
    return bytes;
  } catch (thrown) {
    const { code, detail } = leftOut(entry.fileName, thrown instanceof Error ? thrown.message : String(thrown));
    throw new Failure(code, detail, thrown);
  }
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const code = /relative path|absolute path|invalid characters/.test(reason) ? 'zip-unsafe' : 'zip-unreadable';
    throw new Failure(code, { file: basename(path), reason }, thrown);
  }
}
