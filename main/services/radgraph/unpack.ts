import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Failure } from '#core/errors.ts';
import { tarParts } from '#core/tar/read.ts';
import { onFile, writePieces } from '#main/services/files.ts';
import type { Progress } from '#main/services/progress.ts';

/** What is taken out of an archive of AllenNLP, with no path but its own. */
const WANTED = /^(?:\.\/)?(config\.json|weights\.th|vocab\.txt|vocabulary\/[^/\\]+\.txt)$/;

/**
 * Unpacks a `.tar.gz` of AllenNLP into a folder, in pieces. Throws checkpoint-shard where it is none or damaged,
 * file-missing, disk-full.
 */
export async function unpackArchive(archive: string, folder: string, progress: Progress): Promise<void> {
  function damaged(reason: string, cause?: unknown): Failure {
    return new Failure(
      'checkpoint-shard',
      { file: basename(archive), reason: `no archive of RadGraph: ${reason}` },
      cause,
    );
  }
  await onFile(folder, () => mkdir(join(folder, 'vocabulary'), { recursive: true }));
  const stream = createReadStream(archive);
  const gunzip = createGunzip();
  stream.on('error', (thrown) => gunzip.destroy(thrown)).pipe(gunzip);
  try {
    await onFile(archive, async () => {
      for await (const { name, size, content } of tarParts(gunzip as AsyncIterable<Buffer>, damaged)) {
        const [, wanted] = WANTED.exec(name) ?? [];
        if (wanted !== undefined) await writePieces(join(folder, wanted), counted(content, size, progress));
      }
    });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    throw code.startsWith('Z_') ? damaged((thrown as Error).message, thrown) : thrown;
  } finally {
    stream.destroy();
    gunzip.destroy();
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of pieces) {
    yield piece;
    progress('bytes unpacked', (done += piece.length), size);
  }
}
