import type { AllocationKey, ReadingLists } from '../allocation/lists.ts';
import type { Reader } from '../allocation/readers.ts';
import { analyse } from '../analysis/analyse.ts';
import { answerRows } from '../analysis/answers.ts';
import { readRows } from '../analysis/rows.ts';
import { timeNames } from '../protocol/endpoints.ts';
import { entriesByRead } from '../log/entries.ts';
import type { LogRecord } from '../log/record.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { answersTable } from './answersTable.ts';
import { eventRows, eventsTable } from './eventsTable.ts';
import { readmeText } from './readme.ts';
import { readsTable } from './readsTable.ts';
import { isoTime, tableCsv, tableResource } from './table.ts';

export interface BundleInput {
  readonly study: { readonly id: string; readonly title: string; readonly state: string; readonly simulated?: boolean };
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  /** Null while the study is blinded: the arm columns stay empty. */
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
  readonly records: readonly LogRecord[];
  /** Wall clock of the export, ms since 1970. */
  readonly made: number;
  /** Version of the program. */
  readonly version: string;
}

export interface BundleFile {
  readonly name: string;
  readonly content: string;
}

/** The files of an export: reads.csv, answers.csv, events.csv, datapackage.json, analysis.json, README.txt. */
export function bundle(input: BundleInput): BundleFile[] {
  const { study, protocol, lists, key, readers, records, made, version } = input;
  const rows = readRows({ protocol, lists, key, readers, entries: entriesByRead(records) });
  const reads = readsTable(protocol);
  const answers = answersTable(protocol);
  const readsCsv = tableCsv(reads, rows);
  const answersCsv = tableCsv(answers, answerRows(rows, protocol));
  const eventsCsv = tableCsv(eventsTable, eventRows(records));
  const about = { study: study.id, title: study.title, state: study.state, simulated: study.simulated ?? false };
  const stamp = { made: isoTime(made), version };
  const [main, ...others] = timeNames.map((time) => analyse(rows, protocol, time));
  const otherTimes = others.map(({ time, arms, contrasts }) => ({
    time,
    arms: arms.map(({ questionnaire: _same, ...numbers }) => numbers),
    contrasts,
  }));
  const datapackage = {
    profile: 'tabular-data-package',
    name: `reader-study-${study.id.toLowerCase().replace(/[^-a-z0-9._]+/g, '-')}`,
    description: `Export of a reader study${about.simulated ? ' with simulated readers' : ''}; see README.txt`,
    created: stamp.made,
    ...about,
    madeBy: `chexstudy ${version}`,
    resources: [
      tableResource(reads, readsCsv),
      tableResource(answers, answersCsv),
      tableResource(eventsTable, eventsCsv),
    ],
  };
  return [
    { name: 'reads.csv', content: readsCsv },
    { name: 'answers.csv', content: answersCsv },
    { name: 'events.csv', content: eventsCsv },
    { name: 'datapackage.json', content: json(datapackage) },
    { name: 'analysis.json', content: json({ ...about, ...stamp, ...main, otherTimes }) },
    { name: 'README.txt', content: readmeText({ ...about, made: stamp.made ?? '', version, blinded: key === null }) },
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
