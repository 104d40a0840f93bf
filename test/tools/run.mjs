// Runs a TypeScript tool of the tests in plain Node: node test/tools/run.mjs FILE.ts [arguments]
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [entry = '', ...rest] = process.argv.slice(2);
// Inside the project, so that packages are found; removed when the tool ends.
const folder = mkdtempSync(join(root, 'node_modules', '.tool-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outfile = join(folder, 'tool.mjs');
await build({
  entryPoints: [resolve(entry)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
  alias: {
    '#core': join(root, 'core'),
    '#models': join(root, 'models'),
    '#main': join(root, 'main'),
    '#studies': join(root, 'studies'),
  },
});
process.argv = [process.execPath, outfile, ...rest];
await import(pathToFileURL(outfile).href);
