import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { jsonText, onFile, parseJson, readBytes, writeWhole } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import type { Split } from '#models/chexinstruct/record.ts';
import { sources } from '#models/chexinstruct/sources/sources.ts';
import type { TableSpec } from '#models/chexinstruct/sources/source.ts';
import { RowFault, TableRow } from '#models/chexinstruct/sources/tableRow.ts';
import type { SourceName } from '#models/chexinstruct/names.ts';
import { fault, FaultBook } from './faults.ts';
import { findFiles } from './findFiles.ts';
import { readRows } from './readRows.ts';

export type SourceFolders = Partial<Record<SourceName, string>>;

/** So many bytes of tables are a part: two of them in memory at once, in threads of their own, keep within a GiB. */
const PART_BYTES = 12 << 20;
/** Text that is gathered for a part before the disk is asked. */
const HELD = 1 << 17;
/** Bytes of a part that are read at once. */
const AT_ONCE = 1 << 20;

const plan = z.object({
  parts: z.number().int().min(1),
  keepNormal: z.number(),
  rows: z.number().int(),
  faults: z.array(fault),
  unknownColumns: z.array(z.object({ file: z.string(), column: z.string() })),
});
export type Plan = z.infer<typeof plan>;

interface Found {
  readonly name: string;
  readonly table: TableSpec;
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly split: Split | null; readonly bytes: number }[];
}

/** The tables of a source with their files. Throws instruct-table where one that must be there has none. */
export async function findTables(source: SourceName, folders: SourceFolders): Promise<Found[]> {
  const found: Found[] = [];
  for (const [name, table] of Object.entries(sources[source].tables)) {
    const folder = folders[table.of ?? source] ?? '';
    const files = [];
    for (const { path, split = null } of table.files) {
      for (const file of findFiles(folder, path)) {
        files.push({ path: file, split, bytes: (await stat(join(folder, file))).size });
      }
    }
    if (files.length > 0) found.push({ name, table, folder, files });
    else if (!table.optional) {
      const wanted = table.files.map(({ path }) => path).join(', ');
      throw new Failure('instruct-table', { source: table.of ?? source, folder, wanted });
    }
  }
  return found;
}

/**
 * Deals the rows of a source's tables out into parts that fit into memory, all rows of a patient (or of what else the
 * source keeps together) into the same one. Does nothing where that has been done already.
 */
export async function partition(
  source: SourceName,
  folders: SourceFolders,
  work: string,
  progress: PatientProgress,
): Promise<Plan> {
  const done = join(work, 'plan.json');
  const before = await readBytes(done).catch(() => null);
  if (before) return parseJson(before, done, plan);
  await rm(work, { recursive: true, force: true });
  await onFile(work, () => mkdir(work, { recursive: true }));
  const tables = await findTables(source, folders);
  const sizes = tables.flatMap(({ files }) => files.map(({ bytes }) => bytes));
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const parts = Math.max(1, Math.ceil(total / PART_BYTES));
  const book = new FaultBook();
  const unknown = new Set<string>();
  const known = new Map<string, string>();
  const { thinning } = sources[source];
  let [rows, normal, read] = [0, 0, 0];
  for (const { name, table, folder, files } of tables) {
    const writers = partWriters(work, name, table.group ? parts : 1);
    const columns = columnsOf(table);
    for (const [fileIndex, file] of files.entries()) {
      const tell = (column: string): unknown => unknown.add(JSON.stringify([file.path, column]));
      for await (const each of readRows(join(folder, file.path), table, tell)) {
        rows++;
        if (rows % 10_000 === 0) await progress(`${source}: rows`, Math.min(read, total - 1), total);
        if ('broken' in each) {
          book.add(source, file.path, each.broken, each.line);
          continue;
        }
        const row = new TableRow(file.path, each.line, file.split, each.cells);
        try {
          const group = table.group ? table.group(row, known) : '';
          if (group === null) throw new RowFault('belongs to nothing in the other tables');
          if (table.teaches) known.set(table.teaches(row), group);
          if (thinning?.table === name && thinning.isNormal(row)) normal++;
          const cells = columns.map((column) => each.cells[column]);
          const wait = writers.add(hashOf(group), `${JSON.stringify([fileIndex, each.line, ...cells])}\n`);
          if (wait) await wait;
        } catch (thrown) {
          if (!(thrown instanceof RowFault)) throw thrown;
          book.add(source, file.path, thrown.message, each.line);
        }
      }
      read += file.bytes;
    }
    await writers.close();
  }
  const keepNormal = thinning && normal > thinning.keep ? thinning.keep / normal : 1;
  const unknownColumns = [...unknown].sort().map((text) => {
    const [file = '', column = ''] = JSON.parse(text) as string[];
    return { file, column };
  });
  const result = { parts, keepNormal, rows, faults: book.list(), unknownColumns };
  await writeWhole(done, jsonText(result));
  return result;
}

function columnsOf({ columns, also = [], format }: TableSpec): string[] {
  return [...columns, ...also, ...(format.kind === 'json' ? ['key'] : [])];
}

function partWriters(work: string, name: string, parts: number) {
  const held = Array.from({ length: parts }, () => '');
  async function flush(part: number): Promise<void> {
    const text = held[part] ?? '';
    held[part] = '';
    const file = partFile(work, name, part);
    await onFile(file, () => appendFile(file, text));
  }
  return {
    /** A promise only where the disk has to be asked: most rows need no waiting. */
    add(hash: number, line: string): Promise<void> | null {
      const part = hash % parts;
      const text = (held[part] ?? '') + line;
      held[part] = text;
      return text.length >= HELD ? flush(part) : null;
    },
    async close(): Promise<void> {
      for (let part = 0; part < parts; part++) await flush(part);
    },
  };
}

function partFile(work: string, name: string, part: number): string {
  return join(work, `${name}-${part}.jsonl`);
}

/** FNV-1a, unsigned. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** The rows of one part, by table. */
export async function readPart(
  source: SourceName,
  folders: SourceFolders,
  work: string,
  part: number,
): Promise<Map<string, TableRow[]>> {
  const tables = new Map<string, TableRow[]>();
  for (const { name, table, files } of await findTables(source, folders)) {
    const columns = columnsOf(table);
    const rows: TableRow[] = [];
    const file = partFile(work, name, table.group ? part : 0);
    for await (const text of createInterface({
      input: createReadStream(file, { encoding: 'utf8', highWaterMark: AT_ONCE }),
    })) {
      const [fileIndex, line, ...values] = JSON.parse(text) as [number, number, ...unknown[]];
      const cells: Record<string, unknown> = {};
      for (let place = 0; place < columns.length; place++) cells[columns[place] as string] = values[place];
      const from = files[fileIndex];
      if (from) rows.push(new TableRow(from.path, line, from.split, cells));
    }
    tables.set(name, rows);
  }
  return tables;
}
