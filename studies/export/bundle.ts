import type { PdfDocument } from '#core/text/pdf.ts';
import type { AllocationKey, ReadingLists } from '../allocation/lists.ts';
import type { Reader } from '../allocation/readers.ts';
import { analyse, timeTables } from '../analysis/analyse.ts';
import { answerRows } from '../analysis/answers.ts';
import { collectRows, countedRows, type ReadRow } from '../analysis/rows.ts';
import type { StudyRecord } from '../log/record.ts';
import { timeNames } from '../protocol/endpoints.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { answersTable } from './answersTable.ts';
import { openBids } from './bidsEvents.ts';
import { checklistPages } from './checklists.ts';
import { eventRows, eventsTable } from './eventsTable.ts';
import { mrmcFiles } from './mrmc.ts';
import { openParquet } from './parquet.ts';
import { logReceipt } from './receipt.ts';
import { readmeText } from './readme.ts';
import { readsTable } from './readsTable.ts';
import { redcapDictionary } from './redcap.ts';
import { reportHtml } from './report/html.ts';
import { reportParts } from './report/parts.ts';
import { reportPdf } from './report/pdf.ts';
import { resultRows, resultsTable } from './resultsTable.ts';
import { roCrate } from './roCrate.ts';
import { scriptPython } from './scripts/scriptPython.ts';
import { scriptR } from './scripts/scriptR.ts';
import { writeFile, type FileStamp, type Sink } from './sink.ts';
import { cellsOf, csvHeader, csvLines, isoTime, pieces, tableResource, writeTable } from './table.ts';

export interface BundleInput {
  readonly study: { readonly id: string; readonly title: string; readonly state: string; readonly simulated?: boolean };
  readonly protocol: Protocol;
  /** protocol.json as it lies in the study, so that its hash is the one in the log. */
  readonly protocolText: string;
  readonly lists: ReadingLists;
  /** Null while the study is blinded: the arm columns stay empty. */
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
  /** The log from its first record; it goes by once. */
  readonly records: Iterable<StudyRecord>;
  /** SHA-256 of protocol, lists and sealed key as they lie in the study, by name of the part. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Wall clock of the export, ms since 1970. */
  readonly made: number;
  /** Version of the program. */
  readonly version: string;
  /** Makes the file of a document; the same document gives the same bytes. */
  readonly print: (document: PdfDocument) => Promise<Uint8Array>;
}

/** So many records go through all files together. */
const PIECE = 2000;

/** Writes the files of an export and gives their stamps in the order of writing; README.txt says what each is. */
export async function writeBundle(input: BundleInput, sink: Sink): Promise<FileStamp[]> {
  const { study, protocol, key, made, version } = input;
  const about = { study: study.id, title: study.title, state: study.state, simulated: study.simulated ?? false };
  const stamp = { made: isoTime(made) ?? '', version };
  const log = await writeLog(input, sink);
  const { rows } = log;
  const reads = readsTable(protocol);
  const answers = answersTable(protocol);
  const readsFile = await writeTable(sink, reads, rows);
  const answersFile = await writeTable(sink, answers, answerRows(rows, protocol));
  const analysis = analyse(rows, protocol);
  const counted = countedRows(rows);
  const mrmc = mrmcFiles(study.title, counted, protocol, key);
  const resultsFile = await writeTable(sink, resultsTable, resultRows(analysis));
  const datapackage = {
    profile: 'tabular-data-package',
    name: `reader-study-${study.id.toLowerCase().replace(/[^-a-z0-9._]+/g, '-')}`,
    description: `Export of a reader study${about.simulated ? ' with simulated readers' : ''}; see README.txt`,
    created: stamp.made,
    ...about,
    madeBy: `chexstudy ${version}`,
    resources: [
      tableResource(reads, readsFile),
      tableResource(answers, answersFile),
      tableResource(eventsTable, log.events),
      tableResource(resultsTable, resultsFile),
    ],
  };
  const report = reportParts({ ...about, ...stamp }, protocol, analysis);
  const pages: [name: string, content: string | Uint8Array][] = [
    ['datapackage.json', json(datapackage)],
    ['analysis.json', json({ ...about, ...stamp, ...analysis, otherTimes: otherTimes(counted, protocol) })],
    ['report.html', reportHtml(study.title, report)],
    ['report.pdf', await input.print(reportPdf(study.title, report, made, version))],
    ...checklistPages({ ...input, ...about, analysis }),
    ['protocol.json', input.protocolText],
    ['receipt.json', json(logReceipt({ ...input, ...log }))],
    ['analysis.R', scriptR(protocol)],
    ['analysis.py', scriptPython(protocol)],
    ['redcap.csv', redcapDictionary(protocol)],
    ...('reason' in mrmc
      ? []
      : ([
          ['imrmc.imrmc', mrmc.imrmc],
          ['mrmcaov.csv', mrmc.mrmcaov],
        ] as [string, string][])),
    ['README.txt', readmeText({ ...about, ...stamp, blinded: key === null, mrmc })],
  ];
  const files = [readsFile, answersFile, resultsFile, log.events, log.parquet, ...log.bids];
  for (const [name, content] of pages) files.push(await writeFile(sink, name, content));
  const crate = roCrate({ title: study.title, description: datapackage.description, ...stamp }, files);
  files.push(await writeFile(sink, 'ro-crate-metadata.json', crate));
  return files;
}

interface LogFiles {
  readonly rows: ReadRow[];
  readonly events: FileStamp;
  readonly parquet: FileStamp;
  readonly bids: readonly FileStamp[];
  /** Of the study's own log. */
  readonly records: number;
  /** Null of an empty log. */
  readonly lastHash: string | null;
  /** Logs of workstations, by their names. */
  readonly stations: readonly { readonly station: string; readonly records: number; readonly lastHash: string }[];
}

/** One walk over the log: its files are written and the rows of the reads come out of it. */
async function writeLog(input: BundleInput, sink: Sink): Promise<LogFiles> {
  const { study, readers, version } = input;
  const collector = collectRows(input);
  const csv = await sink.open('events.csv');
  const parquet = await openParquet(sink, eventsTable);
  const bids = openBids(sink, { title: study.title, version, readers });
  const ends = new Map<string | undefined, { records: number; lastHash: string }>();
  await csv.write(csvHeader(eventsTable));
  for (const piece of pieces(input.records, PIECE)) {
    for (const record of piece) collector.add(record);
    const rows = cellsOf(eventsTable, [...eventRows(piece)]);
    await csv.write(csvLines(rows));
    await parquet.add(rows);
    await bids.add(piece);
    for (const { station, seq, hash } of piece) ends.set(station, { records: seq, lastHash: hash });
  }
  return {
    rows: collector.rows(),
    events: await csv.close(),
    parquet: await parquet.close(),
    bids: await bids.close(),
    records: ends.get(undefined)?.records ?? 0,
    lastHash: ends.get(undefined)?.lastHash ?? null,
    stations: [...ends].flatMap(([station, end]) => (station === undefined ? [] : [{ station, ...end }])),
  };
}

/** The analysis by every other definition of time, without the answers, which are the same. */
function otherTimes(rows: readonly ReadRow[], protocol: Protocol): object[] {
  return timeNames.slice(1).map((name) => {
    const { time, arms, contrasts } = timeTables(rows, protocol, name);
    return { time, arms: arms.map(({ questionnaire: _same, ...numbers }) => numbers), contrasts };
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
