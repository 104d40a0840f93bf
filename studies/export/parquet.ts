import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import type { FileStamp, Sink } from './sink.ts';
import type { Cell, Column, Table } from './table.ts';

/** Rows that stand together in the file: they are held until the group is full. */
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
 * values hardly repeat: no dictionary is tried for them, and a file that has some is written without statistics.
 */
export async function openParquet<Row>(
  sink: Sink,
  table: Table<Row>,
  { longTexts = [] }: { readonly longTexts?: readonly string[] } = {},
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
  let held: (readonly Cell[])[] = [];
  async function flush(): Promise<void> {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    if (written.length > 0) await file.write(written);
  }
  async function writeGroup(): Promise<void> {
    const columnData = columns.map((column, index) => ({
      name: column.name,
      data: held.map((cells) => stored(column, cells[index] ?? null)),
      ...(longTexts.includes(column.name) ? { encoding: 'PLAIN' as const } : {}),
    }));
    await parquet.write({ columnData, rowGroupSize: GROUP });
    held = [];
    await flush();
  }
  return {
    async add(rows) {
      held.push(...rows);
      if (held.length >= GROUP) await writeGroup();
    },
    async close() {
      if (held.length > 0) await writeGroup();
      await parquet.finish();
      await flush();
      return file.close();
    },
  };
}

function stored<Row>({ type }: Column<Row>, cell: Cell): string | number | bigint | boolean | Date | null {
  if (cell === null) return null;
  if (type === 'integer') return BigInt(cell);
  return type === 'datetime' ? new Date(String(cell)) : cell;
}
