import type { StudyRecord } from '../log/record.ts';
import { OWN_LOG } from '../log/stations.ts';
import type { TextChange } from '../session/event.ts';
import { isoTime, type Column, type Table } from './table.ts';

/** One part of a log record: a change of a transaction, a chosen option, or the whole. */
export interface EventRow {
  readonly record: StudyRecord;
  readonly part: number;
  /** What this part recorded, flat. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The rows of the log, in order. A transaction with several changes gives a row a change, an answer with several
 * choices a row a choice, so that no cell holds a list.
 */
export function* eventRows(records: Iterable<StudyRecord>): Generator<EventRow> {
  for (const record of records) {
    const parts = partsOf(record);
    for (const [index, values] of parts.entries()) yield { record, part: index + 1, values };
  }
}

function partsOf(record: StudyRecord): Record<string, unknown>[] {
  if (record.type === 'text.changed') {
    const { changes, ...rest } = record.payload;
    return changes.map(([position, removed, inserted]: TextChange) => ({ ...rest, position, removed, inserted }));
  }
  if (record.type === 'answer.given') {
    const { item, value } = record.payload;
    const values = Array.isArray(value) ? value : [value];
    return values.length === 0 ? [{ item }] : values.map((each) => ({ item, value: String(each) }));
  }
  if (record.type === 'session.started') {
    const { screen, ...rest } = record.payload;
    return [{ ...rest, screenWidth: screen.width, screenHeight: screen.height, screenRatio: screen.ratio }];
  }
  if (record.type === 'study.packed') return [{ ...record.payload, readers: record.payload.readers.join(' ') }];
  if (record.type === 'study.unblinded') {
    const { reason, people = [] } = record.payload;
    return [{ reason, ...(people.length > 0 ? { people: people.join('; ') } : {}) }];
  }
  return [{ ...record.payload }];
}

/** Name of a recorded value -> its column. */
const RECORDED: Readonly<
  Record<string, readonly [name: string, type: 'string' | 'integer' | 'number', words: string]>
> = {
  position: ['position', 'integer', 'text.changed: where, in UTF-16 units of the text before the transaction'],
  removed: ['removed', 'integer', 'text.changed: UTF-16 units taken out there'],
  inserted: ['inserted', 'string', 'text.changed: what was put in there'],
  length: ['length', 'integer', 'text.changed, read.submitted: length of the text afterwards, in UTF-16 units'],
  textLength: ['text_length', 'integer', 'read.painted: length of the text on the screen'],
  origin: ['origin', 'string', 'text.changed: how it came about, in the words of the editor'],
  sha256: ['sha256', 'string', 'read.submitted: SHA-256 of the text as UTF-8'],
  images: ['images', 'integer', 'read.painted: number of images on the screen'],
  act: ['act', 'string', 'viewer.changed: what was done to the image'],
  image: ['image', 'integer', 'viewer.changed: which image, from 0'],
  center: ['window_center', 'number', 'viewer.changed: window centre'],
  width: ['window_width', 'number', 'viewer.changed: window width'],
  zoom: ['zoom', 'number', 'viewer.changed: screen pixels an image pixel'],
  lasted: ['lasted_ms', 'number', 'viewer.changed: how long the act lasted, ending at mono_ms'],
  panel: ['panel', 'string', 'panel.entered: image or report'],
  item: ['item', 'string', 'answer.given: id of the question'],
  value: ['answer', 'string', 'answer.given: option, step, side, number or text; several choices stand in parts'],
  reader: [
    'reader',
    'string',
    'session.started, session.consented, session.rested, study.rejected, study.invited, study.enrolled: code of the reader',
  ],
  version: ['version', 'string', 'session.started: version of the program'],
  platform: ['platform', 'string', 'session.started: operating system'],
  screenWidth: ['screen_width', 'number', 'session.started: width of the screen'],
  screenHeight: ['screen_height', 'number', 'session.started: height of the screen'],
  screenRatio: ['screen_ratio', 'number', 'session.started: device pixels a screen pixel'],
  reads: ['reads_sha256', 'string', 'study.opened, study.packed: hash of the reading lists'],
  key: ['key_sha256', 'string', 'study.opened: hash of the sealed key'],
  protocol: ['protocol_sha256', 'string', 'study.opened, study.packed, study.amended: hash of the protocol'],
  reason: ['reason', 'string', 'study.unblinded, study.amended, study.rejected, session.rested: why'],
  consent: ['consent_sha256', 'string', 'session.consented: hash of the page that the reader agreed to'],
  rested: ['rested_ms', 'integer', 'session.rested: how long the reader took a break'],
  station: ['packed_for', 'string', 'study.packed: the workstation'],
  readers: ['packed_readers', 'string', 'study.packed: codes of the readers'],
  people: ['unblinded_by', 'string', 'study.unblinded: who confirmed it, with semicolons between them'],
  number: ['code_number', 'integer', 'study.invited, study.enrolled: which one-time code of the reader, from 1'],
  revision: ['protocol_version', 'integer', 'study.amended: number of the version, the first is 1'],
  before: ['protocol_before_sha256', 'string', 'study.amended: hash of the version before'],
};

function recorded(
  key: string,
  [name, type, description]: readonly [string, 'string' | 'integer' | 'number', string],
): Column<EventRow> {
  return { name, type, description, cell: ({ values }) => (values[key] ?? null) as string | number | null };
}

/** `events.csv`: the whole log, flat. */
export const eventsTable: Table<EventRow> = {
  name: 'events',
  title: 'Events',
  description:
    'The whole log in order, flat: one row for each event, or for each of its parts where it has several ' +
    '(changes of one transaction, choices of one answer). Columns after mono_ms name the events that record them',
  primaryKey: ['log', 'seq', 'part'],
  foreignKeys: [{ fields: 'read', resource: 'reads', to: 'read' }],
  columns: [
    {
      name: 'seq',
      type: 'integer',
      description: 'Number of the record in the log',
      constraints: { required: true, minimum: 1 },
      cell: ({ record }) => record.seq,
    },
    {
      name: 'part',
      type: 'integer',
      description: 'Part of the event, from 1',
      constraints: { required: true, minimum: 1 },
      cell: ({ part }) => part,
    },
    {
      name: 'log',
      type: 'string',
      description:
        'Whose log: main, or the workstation where it was read; each has records from 1 and a chain of its own',
      constraints: { required: true },
      cell: ({ record }) => record.station ?? OWN_LOG,
    },
    {
      name: 'session',
      type: 'string',
      description: 'Session in which it happened',
      constraints: { required: true },
      cell: ({ record }) => record.session,
    },
    {
      name: 'read',
      type: 'string',
      description: 'Read in which it happened; missing for events of the session or the study',
      cell: ({ record }) => record.read,
    },
    {
      name: 'type',
      type: 'string',
      description: 'What happened',
      constraints: { required: true },
      cell: ({ record }) => record.type,
    },
    {
      name: 'wall_at',
      type: 'datetime',
      description: 'Wall clock, UTC',
      constraints: { required: true },
      cell: ({ record }) => isoTime(record.wall),
    },
    {
      name: 'mono_ms',
      type: 'number',
      description: 'Monotonic clock, ms since the session began',
      constraints: { required: true, minimum: 0 },
      cell: ({ record }) => record.mono,
    },
    ...Object.entries(RECORDED).map(([key, column]) => recorded(key, column)),
    {
      name: 'hash',
      type: 'string',
      description: 'SHA-256 that ties the record to all before it',
      constraints: { required: true, pattern: '[0-9a-f]{64}' },
      cell: ({ record }) => record.hash,
    },
  ],
};
