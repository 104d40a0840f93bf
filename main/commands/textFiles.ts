import { readRecords, type Records } from '#core/text/records.ts';
import { readBytes } from '#main/services/files.ts';

/** Reads a file of texts; see `readRecords`. */
export async function recordsOf(file: string): Promise<Records> {
  return readRecords((await readBytes(file)).toString('utf8'), file);
}

/** `findings,impression` as names. */
export function columnNames(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}
