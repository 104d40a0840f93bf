import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '#scripts/folders.mjs';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program's command line as a user does. */
export function commandLine(...words: string[]): Ran {
  const run = spawnSync(process.execPath, [join(root, 'scripts', 'cli.mjs'), ...words], { encoding: 'utf8' });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

/** Runs a command that must succeed and gives its `--json` answer. */
export function commandJson<T>(...words: string[]): T {
  const { code, out, err } = commandLine(...words, '--json');
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${err}${out}`);
  return JSON.parse(out) as T;
}
