// Instruction data of a million rows in the shape of MIMIC-CXR: `npm run bench:instruct [-- --rows N]`.
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runHere } from './steps.mjs';

process.exitCode =
  (await setUp({ driver: false })) &&
  (await build(['cli', 'instruct-worker'], console.log)) &&
  runHere([process.execPath, 'test/tools/run.mjs', 'test/bench/instruct/bench.ts', ...process.argv.slice(2)])
    ? 0
    : 1;
