import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/**
 * Unpacks the entries that `place` gives a path inside `folder`, with their permissions.
 * @param {string} zip
 * @param {string} folder
 * @param {(name: string) => string | null} place
 */
export async function extractZip(zip, folder, place) {
  const archive = await yauzl.openPromise(zip);
  try {
    for await (const entry of archive.eachEntry()) {
      const path = place(entry.fileName);
      if (path === null || entry.fileName.endsWith('/')) continue;
      const target = join(folder, path);
      if (!target.startsWith(folder + sep)) throw new Error(`${zip} leads outside: ${entry.fileName}`);
      await mkdir(dirname(target), { recursive: true });
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(target, { mode: mode || 0o644 }));
    }
  } finally {
    archive.close();
  }
}
