import { InvalidArgumentError, type Command } from 'commander';
import { Failure } from '#core/errors.ts';
import type { Proportion } from '#core/stats/proportion.ts';
import { planPower, type PlannedPower } from '#main/services/power.ts';
import { powerInThread } from '#main/services/powerThread.ts';
import { readEffect } from '#main/services/protocols.ts';
import type { Power } from '#studies/simulate/power/power.ts';
import type { PowerPoint, PowerStudy } from '#studies/simulate/power/powerStudy.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

interface PowerFlags {
  readonly seed: number;
  readonly repetitions: number;
  readonly target: number;
  readonly curve?: boolean;
  readonly group?: string;
  readonly preset?: string;
  readonly effect?: string;
  readonly readerSd?: number;
  readonly caseSd?: number;
  readonly identity?: string;
  readonly json?: boolean;
}

/** `study power`. */
export function registerStudyPower(command: Command, output: Output): void {
  command
    .requiredOption('--seed <n>', 'the same seed simulates the same studies', wholeNumber)
    .option('--repetitions <n>', 'simulated studies of each kind', countFrom1, 1000)
    .option('--group <name>', 'only this group of readers')
    .option('--preset <name>', 'times of a published study (default: as the paper published them, arm by arm)')
    .option('--effect <file>', 'times of the arms, as for study simulate')
    .option('--reader-sd <number>', 'spread of the readers on the log scale, part of the whole', deviation)
    .option('--case-sd <number>', 'the same of the cases', deviation)
    .option('--curve', 'also for fewer and more cases and readers, up to the target')
    .option('--target <share>', 'the power that is wanted', share, 0.8)
    .option('--identity <file>', 'opens the key of lists that were made, to simulate on those')
    .action(async (dir: string, flags: PowerFlags) => {
      const { seed, repetitions, target, curve, group, preset, readerSd, caseSd, identity } = flags;
      const planned = await planPower(dir, {
        seed,
        repetitions,
        level: 0.05,
        target: curve ? target : null,
        group: group ?? null,
        preset: preset ?? null,
        effect: flags.effect === undefined ? null : await readEffect(flags.effect),
        readerSd: readerSd ?? null,
        caseSd: caseSd ?? null,
        identityFile: identity ?? null,
      });
      const found = await simulateInterruptibly(planned, output);
      if (flags.json) printJson(output, { seed, comparisons: found });
      else for (const each of found) printPower(output, each, target);
    });
}

/** Ctrl-C ends the worker; nothing is left of it. */
async function simulateInterruptibly(planned: readonly PlannedPower[], output: Output) {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await withProgress(output, async (progress) => {
      const found: (PowerStudy & { notes: readonly string[] })[] = [];
      for (const { request, notes } of planned)
        found.push({ ...(await powerInThread(request, progress, abort.signal)), notes });
      return found;
    });
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'cancelled') throw thrown;
    process.exitCode = 130;
    throw thrown;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function printPower(output: Output, study: PowerStudy & { notes: readonly string[] }, target: number): void {
  const { comparison, spread, power, typeOne, curves, required } = study;
  output.out(`${comparison.group}: ${comparison.arms.join(' / ')}; ${power.repetitions} simulated studies of a kind\n`);
  printTable(
    output,
    ['simulated', 'reads', 'seconds', 'Mann-Whitney finds', 'mixed model finds', 'not fitted'],
    [
      row('the study', power, `${spread.first.mean} / ${spread.second.mean}`),
      row('no effect', typeOne, `${spread.first.mean} / ${spread.first.mean}`),
    ],
  );
  for (const [name, points] of Object.entries(curves ?? {})) {
    output.out(`\nby ${name}\n`);
    printTable(
      output,
      ['readers', 'cases', 'reads', 'Mann-Whitney finds', 'mixed model finds', 'not fitted'],
      points.map((point: PowerPoint) => [
        point.readers,
        point.cases,
        ...row('', point.power, '').filter((_, at) => at !== 0 && at !== 2),
      ]),
    );
  }
  if (required) {
    const { cases, readers } = required;
    output.out(
      `\na power of ${target} takes ${cases ?? 'more than the curve shows of'} cases, or ${readers ?? 'more than the curve shows of'} readers\n`,
    );
  }
  for (const note of [...study.notes, ...study.left]) output.out(`${note}\n`);
  output.out('\n');
}

function row(name: string, { reads, mannWhitney, mixed, failed }: Power, seconds: string): (string | number | null)[] {
  return [name, reads.join(' / '), seconds, interval(mannWhitney), mixed && interval(mixed), failed];
}

function interval({ share: part, low, high }: Proportion): string {
  return `${part.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function deviation(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 10)) throw new InvalidArgumentError('It must be a number from 0.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value < 1)) throw new InvalidArgumentError('It must be between 0 and 1.');
  return value;
}
