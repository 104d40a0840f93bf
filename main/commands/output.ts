import type { Progress } from '#main/services/progress.ts';

/** Where a command speaks to: results go to `out`, everything about the work itself to `err`. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  readonly isTerminal: boolean;
  /** Wall clock, ms since 1970. */
  now(): number;
}

export const processOutput: Output = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  now: () => Date.now(),
};

export function printJson(output: Output, value: unknown): void {
  output.out(`${JSON.stringify(value, null, 2)}\n`);
}

const NUMBER = /^(<?-?[\d.]+( %)?|-)$/;

/** Columns as wide as their longest cell, numbers to the right; the first row is the header. */
export function printTable(
  output: Output,
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): void {
  const cells = [header, ...rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))))];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const toRight = header.map((_, column) => cells.slice(1).every((row) => NUMBER.test(row[column] ?? '-')));
  for (const row of cells) {
    const line = row.map((cell, column) =>
      toRight[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    output.out(`${line.join('  ').trimEnd()}\n`);
  }
}

const SHOW_AFTER_MS = 1000;
const EVERY_MS = 5000;

/** Progress of the work on the error stream, once it takes over a second; on a terminal in one line. */
export async function withProgress<T>(
  { err, isTerminal, now }: Output,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const started = now();
  let shown = -Infinity;
  try {
    return await work((what, done, total) => {
      const time = now();
      const soon = time - shown < EVERY_MS / (isTerminal ? 25 : 1);
      if (time - started < SHOW_AFTER_MS || (soon && done < total)) return;
      shown = time;
      err(isTerminal ? `\r${what}: ${done} of ${total}\u001b[K` : `${what}: ${done} of ${total}\n`);
    });
  } finally {
    if (isTerminal && shown > -Infinity) err('\r\u001b[K');
  }
}
