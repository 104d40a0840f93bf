import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import type { FileStamp, Sink } from './sink.ts';
import type { Cell, Column, Table } from './table.ts';

/** Rows that stand together in the file unless told otherwise: they are held until the group is full. */
const GROUP = 20_000;

const STORED = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  datetime: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
} as const;

/** A table that is written as Parquet while its rows go by. */
export interface ParquetTable {
  /** Rows as `cellsOf` gives them. */
  add(rows: readonly (readonly Cell[])[]): Promise<void>;
  close(): Promise<FileStamp>;
}

/**
 * Opens `<name>.parquet`: the columns of the CSV with their types; compressed with Snappy. `longTexts` are columns whose
 * values hardly repeat: no dictionary is tried for them, and a file that has some is written without statistics. `group`
 * rows stand together and are held until then.
 */
export async function openParquet<Row>(
  sink: Sink,
  table: Table<Row>,
  { longTexts = [], group = GROUP }: { readonly longTexts?: readonly string[]; readonly group?: number } = {},
): Promise<ParquetTable> {
  const file = await sink.open(`${table.name}.parquet`);
  const bytes = new ByteWriter();
  const { columns } = table;
  const schema = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type, constraints }) => ({
      name,
      ...STORED[type],
      repetition_type: constraints?.required ? ('REQUIRED' as const) : ('OPTIONAL' as const),
    })),
  ];
  const parquet = new ParquetWriter({
    writer: bytes,
    schema,
    createdBy: 'chexstudy',
    statistics: longTexts.length === 0,
  });
  const toBytes = textBytes();
  const stored = columns.map(({ name, type }) => (longTexts.includes(name) ? toBytes : storing[type]));
  let held: Stored[][] = columns.map(() => []);
  async function flush(): Promise<void> {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    if (written.length > 0) await file.write(written);
  }
  async function writeGroup(): Promise<void> {
    const columnData = columns.map((column, index) => ({
      name: column.name,
      data: held[index] ?? [],
      ...(longTexts.includes(column.name) ? { encoding: 'PLAIN' as const } : {}),
    }));
    await parquet.write({ columnData, rowGroupSize: group });
    held = columns.map(() => []);
    await flush();
  }
  return {
    async add(rows) {
      for (const cells of rows) {
        for (let place = 0; place < held.length; place++) {
          const cell = cells[place] ?? null;
          held[place]?.push(cell === null ? null : (stored[place]?.(cell) ?? null));
        }
      }
      if ((held[0]?.length ?? 0) >= group) await writeGroup();
    },
    async close() {
      if ((held[0]?.length ?? 0) > 0) await writeGroup();
      await parquet.finish();
      await flush();
      return file.close();
    },
  };
}

type Stored = string | number | bigint | boolean | Date | Uint8Array | null;
type Storing = (cell: NonNullable<Cell>) => Stored;

const storing: Readonly<Record<Column<never>['type'], Storing>> = {
  string: (cell) => cell,
  integer: (cell) => BigInt(cell),
  number: (cell) => cell,
  boolean: (cell) => cell,
  datetime: (cell) => new Date(String(cell)),
};

const BLOCK = 1 << 20;

/** Texts as UTF-8, many in one block of memory: thousands of small blocks cost more than what is in them. */
function textBytes(): Storing {
  const encoder = new TextEncoder();
  let block = new Uint8Array(BLOCK);
  let used = 0;
  return (cell) => {
    const text = String(cell);
    // A unit of UTF-16 becomes three bytes at most.
    const most = 3 * text.length;
    if (most > BLOCK) return encoder.encode(text);
    if (used + most > BLOCK) [block, used] = [new Uint8Array(BLOCK), 0];
    const start = used;
    used += encoder.encodeInto(text, block.subarray(start, start + most)).written;
    return block.subarray(start, used);
  };
}
