import type { Codecs } from '#core/dicom/codecs.ts';
import { isDirectory, readDirectory } from '#core/dicom/directory.ts';
import { parseDicom, type DicomFile } from '#core/dicom/parse.ts';
import { isStructuredReport } from '#core/dicom/structuredReport.ts';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import { isPicture } from '#main/services/model/images.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { isCaseHeader, parseRecords, readCaseTable, tableHeader } from '#studies/cases/csv.ts';
import { readFhir } from '#studies/cases/intake/fhir.ts';
import { comparable, type FoundFilm, type FoundReport, type FoundReports } from '#studies/cases/intake/found.ts';
import { readReportTable } from '#studies/cases/intake/reportTable.ts';
import { srReport } from '#studies/cases/intake/srReport.ts';
import { plainText, textReport } from '#studies/cases/intake/textReport.ts';
import type { CaseRow } from '#studies/cases/mergeRows.ts';
import { seeFilm } from './film.ts';
import { leftOut } from './folder.ts';
import type { IntakeFile, IntakeSource } from './given.ts';
import { entryPath, isTable, missingEntry } from './source.ts';
import { LARGEST_FILE } from './zip.ts';

/** An attribute that taking in leaves out, and in how many films it stands. */
export interface RemovedAttribute {
  readonly tag: string;
  readonly name: string;
  readonly images: number;
}

/** How many files of each kind there were; every file is one of them. */
export interface IntakeCounts {
  films: number;
  reports: number;
  tables: number;
  indexes: number;
  /** Neither film nor report, such as the viewer on a disc. */
  others: number;
  broken: number;
}

/** Everything that one look at all files found. */
export interface IntakeScan {
  readonly films: FoundFilm[];
  readonly reports: FoundReport[];
  readonly tables: { readonly file: string; readonly rows: readonly CaseRow[] }[];
  /** By the file of the film. */
  readonly thumbnails: Map<string, Uint8Array>;
  readonly removed: Map<string, RemovedAttribute>;
  readonly problems: FailureData[];
  readonly counts: IntakeCounts;
}

/** Endings of files that are neither film nor report and are not read. */
const OTHERS =
  /\.(exe|dll|so|dylib|jar|class|app|msi|bat|sh|inf|ini|ico|htm|html|css|js|mjs|xsl|xslt|xml|pdf|docx?|xlsx?|pptx?|rtf|md|mp4|avi|mov|wmv|gif|bmp|svg|zip|gz|7z|rar|tar|iso|db|sqlite|log|lnk|dat|bin|nii)$/i;

/** Looks at every file once, one after the other. `progress` may make it rest or end it. */
export async function scanIntake(
  source: Pick<IntakeSource, 'files' | 'problems'>,
  codecs: Codecs,
  progress: PatientProgress,
): Promise<IntakeScan> {
  const scan: IntakeScan = {
    ...{ films: [], reports: [], tables: [], thumbnails: new Map(), removed: new Map() },
    problems: [...source.problems],
    counts: { films: 0, reports: 0, tables: 0, indexes: 0, others: 0, broken: source.problems.length },
  };
  const names = new Set(source.files.map(({ name }) => comparable(name)));
  let done = 0;
  for (const file of source.files) {
    try {
      await look(file, names, scan, codecs);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      scan.counts.broken += 1;
      scan.problems.push(toFailureData(thrown));
    }
    await progress('looking at files', ++done, source.files.length);
  }
  return scan;
}

async function look(file: IntakeFile, names: ReadonlySet<string>, scan: IntakeScan, codecs: Codecs): Promise<void> {
  const { name, size } = file;
  if (OTHERS.test(name)) return void (scan.counts.others += 1);
  if (size > LARGEST_FILE) throw new Failure('intake-file', leftOut(name, `it has ${size} bytes`).detail);
  const bytes = await file.read();
  if (isTable(name)) return takeTable(plainText(bytes, name), name, scan);
  if (/\.json$/i.test(name)) return takeJson(plainText(bytes, name), name, scan);
  if (/\.(txt|text)$/i.test(name)) return takeReports({ reports: [textReport(bytes, name)], problems: [] }, scan);
  if (!isPicture(bytes)) {
    const dicom = parseDicom(bytes, name);
    if (isDirectory(dicom)) return takeDirectory(dicom, names, scan);
    if (isStructuredReport(dicom)) return takeReports({ reports: [srReport(dicom)], problems: [] }, scan);
  }
  const { film, thumbnail, removed } = await seeFilm(bytes, name, codecs);
  // Of another machine, of an animal: no film of a case, not even a broken one.
  if (film.problem?.code === 'dicom-body-part') throw new Failure(film.problem.code, film.problem.detail);
  scan.films.push(film);
  if (film.problem === null) scan.counts.films += 1;
  else scan.counts.broken += 1;
  if (film.problem !== null) scan.problems.push(film.problem);
  if (thumbnail) scan.thumbnails.set(name, thumbnail);
  for (const [key, attribute] of new Map(removed.map((each) => [keyOf(each), each]))) {
    scan.removed.set(key, { ...attribute, images: (scan.removed.get(key)?.images ?? 0) + 1 });
  }
}

/** Private elements have no name, and there may be hundreds: they count as one. */
function keyOf({ tag }: { readonly tag: string }): string {
  return Number.parseInt(tag.slice(0, 4), 16) % 2 === 1 ? 'private' : tag;
}

function takeTable(text: string, file: string, scan: IntakeScan): void {
  if (!isCaseHeader(tableHeader(parseRecords(text).records))) {
    const found = readReportTable(text, file);
    scan.counts.tables += 1;
    return addReports(found, scan);
  }
  const { rows, problems } = readCaseTable(text, file);
  scan.counts.tables += 1;
  scan.tables.push({ file, rows });
  scan.problems.push(...problems);
}

/** JSON that is not FHIR belongs to somebody else. */
function takeJson(text: string, file: string, scan: IntakeScan): void {
  if (!/"resourceType"/.test(text)) return void (scan.counts.others += 1);
  takeReports(readFhir(text, file), scan);
}

function takeReports(found: FoundReports, scan: IntakeScan): void {
  if (found.reports.length > 0) scan.counts.reports += 1;
  else scan.counts.broken += 1;
  addReports(found, scan);
}

function addReports({ reports, problems }: FoundReports, scan: IntakeScan): void {
  scan.reports.push(...reports);
  scan.problems.push(...problems);
}

/** In a folder the files are found without it; it tells which should be there and are not. */
function takeDirectory(dicom: DicomFile, names: ReadonlySet<string>, scan: IntakeScan): void {
  scan.counts.indexes += 1;
  for (const { path } of readDirectory(dicom)) {
    if (!names.has(comparable(entryPath(dicom.file, path)))) scan.problems.push(missingEntry(dicom.file, path));
  }
}
