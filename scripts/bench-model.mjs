// The model runtime against llama.cpp, taking turns: `npm run bench:model [-- MODEL... options of test/bench/model/bench.ts]`.
// Without a model it makes the full-size random one first: 12 GB on the disk and a quarter of an hour, once.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from './build.mjs';
import { root } from './folders.mjs';
import { setUp } from './setup.mjs';
import { runHere } from './steps.mjs';

const out = join(root, 'out', 'bench-model');
const fullSize = join(out, 'mixed');
const tool = [process.execPath, 'test/tools/run.mjs'];

/** The random checkpoint of 3.14 billion weights, converted as the app would. */
function makeFullSize() {
  if (existsSync(join(fullSize, 'model.json'))) return true;
  const checkpoint = join(out, 'checkpoint');
  const official = ['test/tools/makeCheckpoint.ts', checkpoint, '--size', 'official', '--storage', 'BF16'];
  return (
    runHere([...tool, ...official]) &&
    runHere([
      process.execPath,
      'scripts/cli.mjs',
      'model',
      'convert',
      checkpoint,
      '--out',
      fullSize,
      '--quant',
      'mixed',
    ])
  );
}

/** Not `npm ci`: the rival names binaries for platforms whose packages some registries do not hold. */
function installRival() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  return runHere([npm, 'install', ...quiet, '--prefix', 'test/bench/model/rival']);
}

/** Real reports to write, where they are: a guess is only as good as the text is formulaic. */
function reportsOption() {
  const folder = resolve(root, process.env['CHEXSTUDY_DATA'] ?? join('..', 'shared', 'data'));
  const file = join(folder, 'reports', 'openi_reports.csv');
  return existsSync(file) ? ['--reports', file] : [];
}

const words = process.argv.slice(2);
const models = words[0] && !words[0].startsWith('--') ? [] : [fullSize];
const gguf = ['--gguf', join(out, 'phi2-q4_0.gguf')];
process.exitCode =
  (await setUp({ driver: false })) &&
  (await build(['cli', 'model-runtime'], console.log)) &&
  installRival() &&
  (models.length === 0 || makeFullSize()) &&
  runHere([...tool, 'test/bench/model/bench.ts', ...models, ...gguf, ...reportsOption(), ...words])
    ? 0
    : 1;
