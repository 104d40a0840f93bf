import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { analyse } from '#studies/analysis/analyse.ts';
import { readRows } from '#studies/analysis/rows.ts';
import { writeBundle, type BundleInput } from '#studies/export/bundle.ts';
import { eventRows, eventsTable } from '#studies/export/eventsTable.ts';
import { chainRecord } from '#studies/log/chain.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import { applyChanges } from '#studies/session/changes.ts';
import { eventPayloads, type SessionEvent, type TextChange } from '#studies/session/event.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';
import { packageFaults, packageSchema } from './tableSchema.ts';

const input = simulatedStudy();
const { protocol, lists, key, readers, records } = input;

async function filesOf(part: Partial<BundleInput> = {}): Promise<Map<string, string>> {
  const { sink, files } = memorySink();
  await writeBundle({ ...input, ...part }, sink);
  return new Map([...files].map(([name, content]) => [name, Buffer.from(content).toString('utf8')]));
}

function tableOf(files: ReadonlyMap<string, string>, name: string): Record<string, string>[] {
  return parse(files.get(name) ?? '', { columns: true });
}

function packageOf(files: ReadonlyMap<string, string>) {
  return packageSchema.parse(JSON.parse(files.get('datapackage.json') ?? ''));
}

const files = await filesOf();

describe('the export of a study', () => {
  test('holds the data dictionary that its tables keep to', () => {
    const described = packageOf(files);
    expect(packageFaults(described, files)).toEqual([]);
    for (const { path, bytes, hash } of described.resources) {
      expect([bytes, hash]).toEqual([
        Buffer.byteLength(files.get(path) ?? ''),
        `sha256:${sha256(files.get(path) ?? '')}`,
      ]);
    }
  });

  test.each([
    ['a missing read', 'reads.csv', /^"r[0-9a-f]{16}"/m, '', 'reads.csv read: missing'],
    ['a bad arm', 'reads.csv', /"model-draft"/, '"ghost"', 'reads.csv arm: ghost is not allowed'],
    ['a number that is none', 'answers.csv', /,(-?5|10|0),$/m, ',five,', 'answers.csv value: five is no number'],
    ['a read that is nobody', 'answers.csv', /^"r[0-9a-f]{16}"/m, '"rghost"', 'answers read: rghost is unknown'],
    ['a repeated record', 'events.csv', /^2,1,/m, '1,1,', 'events.csv: a primary key stands twice'],
  ])('whose checker notices %s', (_name, file, pattern, instead, fault) => {
    const spoilt = new Map(files).set(file, (files.get(file) ?? '').replace(pattern, instead));
    expect(packageFaults(packageOf(files), spoilt)).toContain(fault);
  });

  test('has a row for each read, with its texts exactly as they are', () => {
    const rows = readRows({ protocol, lists, key, readers, entries: entriesByRead(records) });
    const table = tableOf(files, 'reads.csv');
    expect(table.map(({ read, final_text, initial_text }) => [read, final_text, initial_text])).toEqual(
      rows.map((row) => [row.read, row.final, row.initial ?? '']),
    );
    expect(table.map((row) => Number(row.reading_s))).toEqual(rows.map((row) => row.times?.reading));
    expect(table[0]?.painted_at).toMatch(/^2025-01-06T08:00:\d\d\.\d{3}Z$/);
    expect(new Set(table.map((row) => row.has_draft))).toEqual(new Set(['true', 'false']));
  });

  test('has every change, so that the final texts can be built again from the tables alone', () => {
    const changes = new Map<string, TextChange[][]>();
    for (const { read = '', seq, type, position, removed, inserted } of tableOf(files, 'events.csv')) {
      if (type !== 'text.changed') continue;
      const all = changes.get(read) ?? [];
      changes.set(read, all);
      const transaction = (all[Number(seq)] ??= []);
      transaction.push([Number(position), Number(removed), inserted ?? '']);
    }
    for (const { read = '', initial_text: initial = '', final_text } of tableOf(files, 'reads.csv')) {
      const transactions = Object.values(changes.get(read) ?? []);
      expect(transactions.reduce((text, each) => applyChanges(text, each), initial)).toBe(final_text);
    }
  });

  test('has the analysis that the command prints, and the other definitions of time beside it', () => {
    const rows = readRows({ protocol, lists, key, readers, entries: entriesByRead(records) });
    const analysis = JSON.parse(files.get('analysis.json') ?? '') as Record<string, unknown>;
    expect(analysis).toMatchObject(JSON.parse(JSON.stringify(analyse(rows, protocol))) as object);
    const { otherTimes } = analysis as { otherTimes: { time: { definition: string } }[] };
    expect(otherTimes.map(({ time }) => time.definition)).toEqual(['wall', 'focused', 'idleCapped', 'firstToLast']);
  });

  test('has a page that needs no other file and hides no missing number', () => {
    const page = files.get('report.html') ?? '';
    expect(page).not.toMatch(/(src|href)=|url\(|NaN|undefined|null/);
    expect(page).toContain('Simulated readers');
    expect(page).toContain('<td>resident-time</td><td>primary</td>');
    const { arms } = analyse(readRows({ protocol, lists, key, readers, entries: entriesByRead(records) }), protocol);
    for (const { timeMean } of arms) expect(page).toContain(`<td>${timeMean?.toFixed(1)}</td>`);
  });

  test('says in plain words what it is', () => {
    expect(files.get('README.txt')).toContain('SIMULATED READERS');
    expect(files.get('README.txt')).not.toContain('BLINDED');
  });
});

test('a blinded export tells no arm and no source, and says so', async () => {
  const blinded = await filesOf({ key: null, study: { id: 'x', title: 'X', state: 'closed' } });
  expect(tableOf(blinded, 'reads.csv').every((row) => row.arm === '' && row.source === '')).toBe(true);
  expect(tableOf(blinded, 'answers.csv').every((row) => row.arm === '')).toBe(true);
  expect(blinded.get('README.txt')).toContain('BLINDED');
  const { arms } = JSON.parse(blinded.get('analysis.json') ?? '') as { arms: { arm: string }[] };
  expect(arms.map(({ arm }) => arm)).toEqual(['blinded', 'blinded']);
  expect(packageFaults(packageOf(blinded), blinded)).toEqual([]);
});

test('a study that nobody has read exports empty cells', async () => {
  const empty = await filesOf({ records: [], key: null });
  expect(packageFaults(packageOf(empty), empty)).toEqual([]);
  expect(tableOf(empty, 'reads.csv').every((row) => row.status === 'waiting' && row.reading_s === '')).toBe(true);
});

test('every value that an event can record has a column', () => {
  const screen = { width: 1, height: 2, ratio: 3 };
  const sample = { screen, changes: [[1, 2, 'x']], value: ['a', 'b'], readers: ['R1'], people: ['Ada'] };
  const special = new Map<string, unknown>(Object.entries(sample));
  const stamp = { wall: 0, mono: 0 };
  for (const [type, payloadSchema] of Object.entries(eventPayloads)) {
    const payload = Object.fromEntries(
      Object.keys(payloadSchema.shape).map((name) => [name, special.get(name) ?? 'here']),
    );
    const record = chainRecord(null, {
      study: 's',
      session: 's',
      read: null,
      event: { type, payload, ...stamp } as SessionEvent,
    });
    const expected = Object.keys(payload).reduce(
      (sum, name) => sum + (name === 'screen' || name === 'changes' ? 3 : 1),
      0,
    );
    const [row] = eventRows([record]);
    const cells = eventsTable.columns.slice(8, -1).map((column) => row && column.cell(row));
    expect([type, cells.filter((cell) => cell !== null).length]).toEqual([type, expected]);
  }
});
