// Analysis and export of a long log, measured from outside: `npm run bench:analysis [-- --readers N --cases N]`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeLargeStudy } from './makeStudy.ts';

const { values } = parseArgs({
  options: { readers: { type: 'string', default: '100' }, cases: { type: 'string', default: '1000' } },
});
const [readers, cases] = [Number(values.readers), Number(values.cases)];
const out = resolve('out', 'bench-analysis');
const study = join(out, `study-${readers}x${cases}`);
const exported = join(out, 'export');

/** Runs a program to its end: seconds, and the most memory it held (Linux only). */
async function measured(
  program: string,
  words: string[],
): Promise<{ seconds: number; mebibytes: number; text: string }> {
  const started = performance.now();
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let most = 0;
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  const watch = setInterval(() => {
    const file = `/proc/${child.pid}/status`;
    const peak = existsSync(file) ? /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) : null;
    most = Math.max(most, Number(peak?.[1] ?? 0));
  }, 50);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, mebibytes: most / 1024, text };
}

function say(what: string, { seconds, mebibytes }: { seconds: number; mebibytes: number }): void {
  process.stdout.write(
    `${what.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s  ${mebibytes.toFixed(0).padStart(6)} MiB at most\n`,
  );
}

if (!existsSync(join(study, 'study.json')) || !existsSync(join(study, 'whole'))) {
  rmSync(study, { recursive: true, force: true });
  process.stdout.write(`making a log of ${readers * cases * 10} events\n`);
  await makeLargeStudy(study, readers, cases, 1);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(study, 'whole'), '');
}
rmSync(exported, { recursive: true, force: true });
const cli = [process.execPath, 'scripts/cli.mjs', 'study'] as const;
const analysis = await measured(cli[0], [...cli.slice(1), 'analyse', study, '--json']);
say('study analyse', analysis);
const bundle = await measured(cli[0], [...cli.slice(1), 'export', study, '--out', exported]);
say('study export', bundle);
const { contrasts } = JSON.parse(analysis.text) as {
  contrasts: { analysis: string; ratio: number; ciLow: number; ciHigh: number }[];
};
for (const { analysis: way, ratio, ciLow, ciHigh } of contrasts)
  process.stdout.write(
    `time ratio (${way}): ${ratio.toFixed(4)} (${ciLow.toFixed(4)} to ${ciHigh.toFixed(4)}); simulated 0.8\n`,
  );
const total = analysis.seconds + bundle.seconds;
process.stdout.write(`both: ${total.toFixed(1)} s, ${Math.max(analysis.mebibytes, bundle.mebibytes).toFixed(0)} MiB\n`);

const R = `r <- read.csv("${join(exported, 'reads.csv')}", na.strings = "")
s <- aggregate(reading_s ~ group + arm, r, function(x) c(length(x), mean(x), sd(x), median(x), quantile(x, c(.25, .75)), exp(mean(log(x)))))
suppressPackageStartupMessages(library(lme4))
f <- lmer(log(reading_s) ~ arm + (1 | reader) + (1 | case), r); cat(exp(fixef(f)), "\\n"); print(s)`;
if (spawnSync('Rscript', ['-e', 'library(lme4)']).status === 0) {
  const summary = await measured('Rscript', ['-e', R]);
  say('the same summary in R', summary);
  process.stdout.write(
    `study analyse takes ${(analysis.seconds / summary.seconds).toFixed(2)} times as long as R from the table of reads\n`,
  );
} else process.stdout.write('R with lme4 is not here: no ratio to it\n');
