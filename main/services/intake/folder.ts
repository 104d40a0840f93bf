import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, type FailureData } from '#core/errors.ts';
import { onFile, readBytes } from '#main/services/files.ts';
import type { IntakeFile } from './given.ts';

/** A folder with more files was surely not meant: a whole disk, an archive. */
const MOST_FILES = 100_000;
const DEEPEST = 32;

/** What systems put beside files: nobody's. */
const CLUTTER = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/i;

/**
 * Every file under a folder, in the order of the paths. Links are not followed: they may lead anywhere, and in circles.
 * Throws file-missing, not-permitted, and bad-input for more than 100,000 files.
 */
export async function filesInFolder(folder: string): Promise<{ files: IntakeFile[]; problems: FailureData[] }> {
  const files: IntakeFile[] = [];
  const problems: FailureData[] = [];

  async function list(under: string, depth: number): Promise<void> {
    const place = join(folder, under);
    const entries = await onFile(place, () => readdir(place, { withFileTypes: true }));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = under === '' ? entry.name : `${under}/${entry.name}`;
      if (isClutter(entry.name)) continue;
      if (entry.isDirectory()) {
        if (depth < DEEPEST) await list(name, depth + 1);
        else problems.push(leftOut(name, 'it lies too deep'));
      } else if (entry.isFile()) {
        const path = join(folder, name);
        const { size } = await onFile(path, () => stat(path));
        if (files.push({ name, size, read: () => readBytes(path) }) > MOST_FILES) throw tooMany(folder);
      } else {
        problems.push(leftOut(name, 'it is a link or no file'));
      }
    }
  }

  await list('', 0);
  return { files, problems };
}

/** Whether a name is one that only systems care for. */
export function isClutter(name: string): boolean {
  return CLUTTER.test(name);
}

export function leftOut(file: string, reason: string): FailureData {
  return { code: 'intake-file', detail: { file, reason } };
}

export function tooMany(where: string): Failure {
  return new Failure('bad-input', { where, reason: `holds more than ${MOST_FILES} files` });
}

export function isTooMany(count: number): boolean {
  return count > MOST_FILES;
}
