// A training step next to PyTorch's: `npm run bench:train [-- --threads N]`; wants Debian's python3-torch and libopenblas.
import { setUp } from './setup.mjs';
import { runHere } from './steps.mjs';

const bench = ['test/tools/run.mjs', 'test/bench/training/bench.ts', ...process.argv.slice(2)];
process.exitCode = (await setUp({ driver: false })) && runHere([process.execPath, ...bench]) ? 0 : 1;
