import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder of real data (`CHEXSTUDY_DATA`, else `../shared/data`), or null: tests that need it are then skipped. */
export function dataFolder(): string | null {
  const folder = resolve(root, process.env['CHEXSTUDY_DATA'] ?? join('..', 'shared', 'data'));
  if (existsSync(folder)) return folder;
  process.stderr.write(`no real data at ${folder}: tests that need them are skipped (set CHEXSTUDY_DATA)\n`);
  return null;
}
