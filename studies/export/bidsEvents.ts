import type { Reader } from '../allocation/readers.ts';
import type { LogRecord } from '../log/record.ts';
import type { FileStamp, FileWriter, Sink } from './sink.ts';

/** One column of an events file: its meaning for the sidecar, its value; null is written `n/a`. */
interface EventColumn {
  readonly name: string;
  readonly about: { readonly Description: string; readonly Units?: string; readonly LongName?: string };
  value(record: LogRecord): string | number | null;
}

/** The act lasted until its event: the onset is where it began. */
function lasted(record: LogRecord): number {
  return record.type === 'viewer.changed' ? Math.min(record.payload.lasted ?? 0, record.mono) : 0;
}

const COLUMNS: readonly EventColumn[] = [
  {
    name: 'onset',
    about: { Description: 'When it began, by the monotonic clock, since the session began', Units: 's' },
    value: (record) => (record.mono - lasted(record)) / 1000,
  },
  {
    name: 'duration',
    about: { Description: 'How long it lasted; 0 for what happens at a moment', Units: 's' },
    value: (record) => lasted(record) / 1000,
  },
  { name: 'trial_type', about: { Description: 'What happened' }, value: (record) => record.type },
  {
    name: 'read',
    about: { Description: 'Opaque id of the read; arm and case stand in reads.csv' },
    value: (record) => record.read,
  },
  {
    name: 'act',
    about: { Description: 'What was done to the image, or the panel that was entered' },
    value: (record) =>
      record.type === 'viewer.changed'
        ? record.payload.act
        : record.type === 'panel.entered'
          ? record.payload.panel
          : null,
  },
  {
    name: 'inserted',
    about: { Description: 'Length of the text put in by one transaction; the text itself stands in events.csv' },
    value: (record) =>
      record.type === 'text.changed' ? record.payload.changes.reduce((sum, [, , text]) => sum + text.length, 0) : null,
  },
  {
    name: 'removed',
    about: { Description: 'Length of the text taken out by one transaction' },
    value: (record) =>
      record.type === 'text.changed' ? record.payload.changes.reduce((sum, [, removed]) => sum + removed, 0) : null,
  },
];

/** The sessions of the readers as BIDS behavioural data, written while the log goes by. */
export interface BidsFolder {
  add(records: readonly LogRecord[]): Promise<void>;
  close(): Promise<FileStamp[]>;
}

export interface BidsAbout {
  readonly title: string;
  readonly version: string;
  readonly readers: readonly Reader[];
}

/** Folder `bids/` after the Brain Imaging Data Structure 1.10: `sub-<reader>/beh/..._run-<n>_events.tsv`, one a session. */
export function openBids(sink: Sink, about: BidsAbout): BidsFolder {
  const files = new Map<string, { writer: FileWriter; lines: string[] }>();
  const runs = new Map<string, number>();
  const stamps: FileStamp[] = [];
  async function start(session: string, reader: string): Promise<void> {
    const run = (runs.get(reader) ?? 0) + 1;
    runs.set(reader, run);
    const subject = `sub-${subjectLabel(reader)}`;
    const name = `${subject}/beh/${subject}_task-reading_run-${String(run).padStart(2, '0')}_events.tsv`;
    const writer = await sink.open(`bids/${name}`);
    files.set(session, { writer, lines: [line(COLUMNS.map((column) => column.name))] });
  }
  async function end(session: string): Promise<void> {
    const file = files.get(session);
    if (!file) return;
    files.delete(session);
    await file.writer.write(file.lines.join(''));
    stamps.push(await file.writer.close());
  }
  return {
    async add(records) {
      for (const record of records) {
        if (record.type === 'session.started') await start(record.session, record.payload.reader);
        files.get(record.session)?.lines.push(line(COLUMNS.map((column) => column.value(record))));
        if (record.type === 'session.ended') await end(record.session);
      }
      for (const file of files.values()) await file.writer.write(file.lines.splice(0).join(''));
    },
    async close() {
      for (const session of [...files.keys()]) await end(session);
      for (const [name, content] of bidsPages(about)) {
        const writer = await sink.open(`bids/${name}`);
        await writer.write(content);
        stamps.push(await writer.close());
      }
      return stamps;
    },
  };
}

/** Labels are letters and digits only; codes have capitals, so that a small x can stand for the hyphen. */
function subjectLabel(reader: string): string {
  return reader.replaceAll('-', 'x');
}

function line(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => (cell === null ? 'n/a' : String(cell))).join('\t')}\n`;
}

function bidsPages({ title, version, readers }: BidsAbout): [name: string, content: string][] {
  const description = {
    Name: title,
    BIDSVersion: '1.10.0',
    DatasetType: 'raw',
    GeneratedBy: [{ Name: 'chexstudy', Version: version }],
  };
  const participants = {
    participant_id: { Description: 'Reader, as sub-<code>' },
    reader: { Description: 'Code of the reader as in reads.csv' },
    group: { Description: 'Group of the reader' },
  };
  const sidecar = {
    TaskName: 'reading',
    TaskDescription: 'Reading chest radiographs and writing or editing their reports',
    ...Object.fromEntries(COLUMNS.map(({ name, about }) => [name, about])),
  };
  return [
    ['dataset_description.json', json(description)],
    ['README', `${title}\n\nEvents of the reading sessions. Times are defined from them in ../reads.csv.\n`],
    [
      'participants.tsv',
      [
        line(['participant_id', 'reader', 'group']),
        ...readers.map(({ code, group }) => line([`sub-${subjectLabel(code)}`, code, group])),
      ].join(''),
    ],
    ['participants.json', json(participants)],
    ['task-reading_events.json', json(sidecar)],
  ];
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
