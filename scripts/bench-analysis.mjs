// Analysis and export of a log of a million events: `npm run bench:analysis [-- --readers N --cases N]`.
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runHere } from './steps.mjs';

process.exitCode =
  (await setUp({ driver: false })) &&
  (await build(['cli'], console.log)) &&
  runHere([process.execPath, 'test/tools/run.mjs', 'test/bench/analysis/bench.ts', ...process.argv.slice(2)])
    ? 0
    : 1;
