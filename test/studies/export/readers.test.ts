import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { Package } from 'datapackage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeBundle } from '#studies/export/bundle.ts';
import { csvHeader, csvRows, type Cell, type Table } from '#studies/export/table.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';

const folder = temporaryFolder();
const { sink, files } = memorySink();
await writeBundle(simulatedStudy(), sink);
for (const [name, content] of files) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function text(name: string): string {
  return Buffer.from(files.get(name) ?? []).toString('utf8');
}

describe('programs of other people read the export', () => {
  test('DuckDB finds the same sums in the Parquet of the events as in their CSV', async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    async function sums(source: string): Promise<unknown> {
      const result = await connection.runAndReadAll(
        `SELECT count(*) AS n, sum(seq) AS seq, sum(mono_ms::DOUBLE) AS mono, sum(length) AS length, sum(strlen(inserted)) AS put,
         sum(epoch_ms(wall_at::TIMESTAMP)) AS wall, count(answer) AS answers, min(hash) AS hash FROM ${source}`,
      );
      return result.getRowObjectsJson();
    }
    const parquet = await sums(`read_parquet('${folder}/events.parquet')`);
    const csv = await sums(`read_csv('${folder}/events.csv', nullstr = '', allow_quoted_nulls = false)`);
    expect(parquet).toEqual(csv);
    expect(parquet).toEqual([expect.objectContaining({ n: String(parse(text('events.csv')).length - 1) })]);
  });

  test('the Frictionless library finds the package valid and every row as described', async () => {
    const found = await Package.load(join(folder, 'datapackage.json'), { basePath: folder, strict: true });
    expect([found.valid, found.errors]).toEqual([true, []]);
    for (const resource of found.resources) {
      const rows = await resource.read({ relations: true });
      expect(rows.length).toBe(parse(text(`${resource.name}.csv`)).length - 1);
    }
  });

  test('csv-stringify would write the same bytes', () => {
    const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
    const table: Table<Cell[]> = {
      name: 't',
      title: 't',
      description: 't',
      primaryKey: [],
      columns: [0, 1, 2].map((index) => ({
        name: `c${index}`,
        type: 'string',
        description: 'any',
        cell: (row) => row[index] ?? null,
      })),
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
        const cast = { boolean: (value: boolean) => (value ? 'true' : 'false') };
        const theirs = stringify([['c0', 'c1', 'c2']]) + stringify(rows, { quoted_string: true, cast });
        expect(csvHeader(table) + csvRows(table, rows)).toBe(theirs);
      }),
      { numRuns: 40 },
    );
  });

  test('the events of BIDS are those of the log, in seconds, with a meaning for every column', () => {
    const lines = text('bids/sub-R1/beh/sub-R1_task-reading_run-01_events.tsv').trimEnd().split('\n');
    const all: Record<string, string>[] = parse(text('events.csv'), { columns: true });
    const events = all.filter((row) => row['session'] === 'sim-R1' && row['part'] === '1');
    expect(lines.length - 1).toBe(events.length);
    const header = lines[0]?.split('\t') ?? [];
    expect(header.slice(0, 2)).toEqual(['onset', 'duration']);
    expect(lines.every((line) => line.split('\t').length === header.length)).toBe(true);
    const sidecar = JSON.parse(text('bids/task-reading_events.json')) as object;
    for (const name of header) expect(sidecar).toHaveProperty(name);
    expect(text('bids/participants.tsv')).toContain('sub-R1\tR1\tresidents\n');
  });

  test('the REDCap dictionary has its eighteen columns and a field a question', () => {
    const [header, ...fields] = parse(text('redcap.csv'));
    expect(header).toHaveLength(18);
    expect([header?.[0], header?.[17]]).toEqual(['Variable / Field Name', 'Field Annotation']);
    expect(fields.map(([name, , , type]) => `${name} ${type}`).slice(5)).toEqual([
      'edit_reasons checkbox',
      'edit_reasons_text notes',
      'helps_indication radio',
      'helps_indication_text notes',
      'efficiency checkbox',
      'remarks notes',
    ]);
    expect(fields.every(([name]) => /^[a-z][a-z0-9_]*$/.test(name ?? ''))).toBe(true);
  });

  test('the crate names every file with its size', () => {
    const crate = JSON.parse(text('ro-crate-metadata.json')) as { '@graph': { '@id': string; contentSize?: string }[] };
    for (const [name, content] of files) {
      if (name === 'ro-crate-metadata.json') continue;
      expect(crate['@graph'].find((entity) => entity['@id'] === name)?.contentSize).toBe(String(content.length));
    }
  });
});
