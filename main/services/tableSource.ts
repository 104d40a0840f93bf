import { basename, resolve } from 'node:path';
import { Failure } from '#core/errors.ts';
import { readCaseTable } from '#studies/cases/csv.ts';
import type { CaseRow } from '#studies/cases/mergeRows.ts';
import type { CaseSource } from './createStudy.ts';
import { readBytes } from './files.ts';
import type { NewCase, NewImage } from './importCase.ts';

/** Cases from a table and a folder of DICOM files. Throws file-missing or csv-columns; bad rows become problems. */
export async function tableSource(table: string, folder: string): Promise<CaseSource> {
  const { rows, problems } = readCaseTable((await readBytes(table)).toString('utf8'), table);
  async function* cases(): AsyncGenerator<NewCase | Failure> {
    for (const { code, detail } of problems) yield new Failure(code, detail);
    for (const row of rows) yield await readRow(row, table, folder);
  }
  return { total: rows.length + problems.length, cases: cases() };
}

async function readRow(row: CaseRow, table: string, folder: string): Promise<NewCase | Failure> {
  const images: NewImage[] = [];
  for (const { file, view, prior } of row.images) {
    const bytes = await readImage(row, file, table, folder);
    if (bytes instanceof Failure) return bytes;
    images.push({ file, bytes, view, prior });
  }
  const provenance = `${basename(table)}, row ${row.row}`;
  return { ...row, images, drafts: row.drafts.map((draft) => ({ ...draft, provenance })) };
}

async function readImage({ row }: CaseRow, image: string, table: string, folder: string): Promise<Buffer | Failure> {
  try {
    return await readBytes(resolve(folder, image));
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (thrown.code === 'file-missing')
      return new Failure('csv-image-missing', { file: table, row, image, folder }, thrown);
    return new Failure('csv-row', { file: table, row, reason: `${image} can't be read` }, thrown);
  }
}
