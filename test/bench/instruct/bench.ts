// Instruction data of a million rows, measured from outside: `npm run bench:instruct [-- --rows N]`.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeMimicTables } from './makeTables.ts';

/** What the project promises for a million rows. */
const MOST_SECONDS = 120;
const MOST_MEBIBYTES = 1024;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(values.rows);
const out = resolve('out', 'bench-instruct');
const [tables, data] = [join(out, `tables-${rows}`), join(out, 'data')];

if (!existsSync(join(tables, 'whole'))) {
  rmSync(tables, { recursive: true, force: true });
  await makeMimicTables(tables, rows, 1);
}
rmSync(data, { recursive: true, force: true });

const words = ['instruct', 'build', '--source', `mimic-cxr=${tables}`, '--out', data, '--seed', '1', '--no-images'];
const started = performance.now();
const child = spawn(process.execPath, ['scripts/cli.mjs', ...words], { stdio: 'inherit' });
let most = 0;
const watch = setInterval(() => {
  const file = `/proc/${child.pid}/status`;
  const peak = existsSync(file) ? /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) : null;
  most = Math.max(most, Number(peak?.[1] ?? 0) / 1024);
}, 50);
const code = await new Promise<number | null>((done) => child.on('close', done));
clearInterval(watch);
if (code !== 0) throw new Error(`the build ended with ${code}`);
const seconds = (performance.now() - started) / 1000;
const { samples, triplets, shards } = JSON.parse(readFileSync(join(data, 'manifest.json'), 'utf8')) as {
  samples: number;
  triplets: number;
  shards: { bytes: number }[];
};
const mebibytes = shards.reduce((sum, shard) => sum + shard.bytes, 0) / 2 ** 20;
process.stdout.write(
  `${rows} rows: ${samples} samples, ${triplets} triplets, ${mebibytes.toFixed(0)} MiB in ${shards.length} files; ` +
    `${seconds.toFixed(1)} s, ${most.toFixed(0)} MiB of memory at most\n`,
);
if (seconds > MOST_SECONDS || most > MOST_MEBIBYTES) process.exitCode = 1;
