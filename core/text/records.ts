import { parse, type CsvError } from 'csv-parse/sync';
import { Failure } from '#core/errors.ts';

/** Texts with what else stands beside them, by column; a value that a row lacks is the empty text. */
export interface Records {
  /** What messages call it. */
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly ReadonlyMap<string, string>[];
}

/** The column of a file that has one text a line and nothing else. */
const TEXT_COLUMN = 'text';

/**
 * Reads texts by the ending of the file's name: `.csv`, `.tsv`, `.jsonl` (one object a line), else one text a line, an
 * empty line being an empty text. Throws text-empty where nothing stands, csv-row for a line that can't be read.
 */
export function readRecords(content: string, file: string): Records {
  const plain = content.replace(/^\uFEFF/, '');
  if (plain.trim() === '') throw new Failure('text-empty', { file });
  const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  if (ending === 'csv' || ending === 'tsv') return fromCsv(plain, file, ending === 'csv' ? ',' : '\t');
  const lines = plain.replace(/\r?\n$/, '').split(/\r?\n/);
  if (ending === 'jsonl' || ending === 'ndjson') return fromJsonLines(lines, file);
  return { file, columns: [TEXT_COLUMN], rows: lines.map((line) => new Map([[TEXT_COLUMN, line]])) };
}

/**
 * The text of each row: the named columns, those that aren't empty as paragraphs; without names the column `text`
 * or the only one. Throws csv-columns.
 */
export function textsOf({ file, columns, rows }: Records, names: readonly string[]): string[] {
  const only = columns.length === 1 ? columns : [TEXT_COLUMN];
  const wanted = names.length > 0 ? names : only;
  const missing = wanted.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new Failure('csv-columns', { file, missing: missing.join(', '), found: columns.join(', ') });
  }
  return rows.map((row) =>
    wanted
      .map((name) => row.get(name) ?? '')
      .filter((part) => part.trim() !== '')
      .join('\n\n'),
  );
}

function fromCsv(content: string, file: string, delimiter: string): Records {
  const [columns = [], ...body] = parseCsv(content, file, delimiter);
  if (body.length === 0) throw new Failure('text-empty', { file });
  const rows = body.map((cells, index) => {
    if (cells.length === columns.length) return new Map(columns.map((name, place) => [name, cells[place] ?? '']));
    const reason = `${cells.length} cells where the header has ${columns.length}`;
    throw new Failure('csv-row', { file, row: index + 2, reason });
  });
  return { file, columns, rows };
}

function parseCsv(content: string, file: string, delimiter: string): string[][] {
  try {
    return parse(content, { delimiter, relax_column_count: true });
  } catch (thrown) {
    throw new Failure('bad-input', { where: file, reason: (thrown as CsvError).message }, thrown);
  }
}

function fromJsonLines(lines: readonly string[], file: string): Records {
  const columns = new Set<string>();
  const rows = lines.map((line, index) => {
    const entries = Object.entries(parseObject(line, file, index + 1));
    for (const [name] of entries) columns.add(name);
    return new Map(entries.map(([name, value]) => [name, typeof value === 'string' ? value : jsonCell(value)]));
  });
  return { file, columns: [...columns], rows };
}

function parseObject(line: string, file: string, row: number): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (thrown) {
    throw new Failure('csv-row', { file, row, reason: (thrown as Error).message }, thrown);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Failure('csv-row', { file, row, reason: `no object: ${line.slice(0, 40)}` });
}

function jsonCell(value: unknown): string {
  return value === null ? '' : JSON.stringify(value);
}
