import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { onFile } from '#main/services/files.ts';
import { benchRecord, type BenchRecord } from '#models/chexbench/record.ts';

/** The records of a run, to which more are appended. */
export interface RecordsFile {
  /** What stood there when it was opened. */
  readonly records: readonly BenchRecord[];
  append(record: BenchRecord): Promise<void>;
  /** On the disk when it is done. */
  close(): Promise<void>;
}

function fileIn(folder: string): string {
  return join(folder, 'records.jsonl');
}

/** Reads the records of a run. Throws file-missing, bench-damaged. */
export async function readRecords(folder: string): Promise<BenchRecord[]> {
  const file = fileIn(folder);
  return parsed(await onFile(file, () => readFile(file)), file).records;
}

/** How many answers stand there; none where the run has not begun. */
export async function countRecords(folder: string): Promise<number> {
  const content = await readFile(fileIn(folder)).catch(() => Buffer.alloc(0));
  let lines = 0;
  for (const byte of content) if (byte === NEW_LINE) lines += 1;
  return lines;
}

const NEW_LINE = 0x0a;

/** Opens the records of a run to go on with it; half a last line, left by a run that was killed, is taken away. */
export async function openRecords(folder: string): Promise<RecordsFile> {
  const file = fileIn(folder);
  const handle = await onFile(file, () => open(file, 'a+'));
  try {
    const { records, whole } = parsed(await onFile(file, () => readFile(file)), file);
    await onFile(file, () => handle.truncate(whole));
    return {
      records,
      append: (record) => onFile(file, () => handle.appendFile(`${JSON.stringify(record)}\n`)),
      async close() {
        try {
          await onFile(file, () => handle.sync());
        } finally {
          await handle.close();
        }
      },
    };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}

/** The records of all whole lines, and how many bytes these have. */
function parsed(content: Buffer, file: string): { records: BenchRecord[]; whole: number } {
  const whole = content.lastIndexOf('\n') + 1;
  const lines = content.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
  const records = lines.map((line, index) => parseLine(line, `${file}, line ${index + 1}`));
  return { records, whole };
}

function parseLine(line: string, where: string): BenchRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (thrown) {
    throw new Failure('bench-damaged', { file: where, reason: 'not JSON' }, thrown);
  }
  const read = benchRecord.safeParse(value);
  if (!read.success) throw new Failure('bench-damaged', { file: where, reason: issueWords(read.error) });
  return read.data;
}
