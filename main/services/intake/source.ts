import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isDirectory, readDirectory } from '#core/dicom/directory.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { Failure, type FailureData } from '#core/errors.ts';
import { onFile, readBytes } from '#main/services/files.ts';
import { parseRecords, readCaseTable, tableHeader, isCaseHeader } from '#studies/cases/csv.ts';
import { comparable } from '#studies/cases/intake/found.ts';
import { filesInFolder, leftOut } from './folder.ts';
import type { IntakeSource } from './given.ts';
import { LARGEST_FILE, openZip } from './zip.ts';

type Listing = Pick<IntakeSource, 'files' | 'problems'>;

/** Opens a folder, a ZIP, a DICOMDIR, a table or a single film. Throws file-missing, not-permitted, zip-*. */
export async function openIntake(path: string): Promise<IntakeSource> {
  const name = basename(path);
  const close = async (): Promise<void> => {};
  const found = await onFile(path, () => stat(path));
  if (found.isDirectory()) return { kind: 'folder', name, close, ...(await filesInFolder(path)) };
  if (isTable(name)) return { kind: 'table', name, close, ...(await filesOfTable(path)) };
  if (extname(name).toLowerCase() === '.zip') return { kind: 'zip', name, ...(await openZip(path)) };
  if (found.size > LARGEST_FILE) throw new Failure('intake-file', leftOut(name, `it has ${found.size} bytes`).detail);
  const bytes = await readBytes(path);
  if (bytes.subarray(0, 4).equals(ZIP_BEGINS)) return { kind: 'zip', name, ...(await openZip(path)) };
  const listing = await filesOfDirectory(path, bytes);
  if (listing) return { kind: 'dicomdir', name: basename(dirname(path)) || name, close, ...listing };
  const files = [{ name, size: found.size, read: () => readBytes(path) }];
  return { kind: 'file', name, close, files, problems: [] };
}

const ZIP_BEGINS = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

export function isTable(name: string): boolean {
  return /\.(csv|tsv)$/i.test(name);
}

/** A table with the films beside it that it names; a table of reports with everything beside it but other tables. */
async function filesOfTable(table: string): Promise<Listing> {
  const text = (await readBytes(table)).toString('utf8');
  const { files, problems } = await filesInFolder(dirname(table));
  const own = basename(table);
  if (!isCaseHeader(tableHeader(parseRecords(text).records))) {
    return { files: files.filter(({ name }) => name === own || !isTable(name)), problems };
  }
  const named = readCaseTable(text, own).rows.flatMap((row) => row.images.map(({ file }) => `/${comparable(file)}`));
  const wanted = named.map((each) => each.replaceAll('\\', '/').replace(/^\/\.\//, '/'));
  return {
    files: files.filter(({ name }) => name === own || wanted.some((each) => comparable(`/${name}`).endsWith(each))),
    problems: [],
  };
}

/** The files that a DICOMDIR names; null for any other file. Media spell names in capitals, disks as they like. */
async function filesOfDirectory(path: string, bytes: Uint8Array): Promise<Listing | null> {
  let entries;
  try {
    const dicom = parseDicom(bytes, basename(path));
    if (!isDirectory(dicom)) return null;
    entries = readDirectory(dicom);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code !== 'dicom-malformed') return null;
    throw thrown;
  }
  const beside = new Map((await filesInFolder(dirname(path))).files.map((file) => [comparable(file.name), file]));
  const problems: FailureData[] = [];
  const files = entries.flatMap((entry) => {
    const file = beside.get(comparable(entry.path));
    if (!file) problems.push(missingEntry(basename(path), entry.path));
    return file ?? [];
  });
  return { files: [...new Set(files)], problems };
}

export function missingEntry(file: string, path: string): FailureData {
  return { code: 'dicom-index', detail: { file, path } };
}

/** The path of an entry of a DICOMDIR that itself lies in a folder of what was given. */
export function entryPath(directory: string, entry: string): string {
  return join(dirname(directory), entry).replaceAll('\\', '/');
}
