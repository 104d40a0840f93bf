import type { Command } from 'commander';
import { seededRandom } from '#core/random.ts';
import { coverageOf, type Coverage } from '#core/stats/simulation/coverage.ts';
import { paperDesign, type SimulatedDesign, type SimulatedSpread } from '#core/stats/simulation/paperDesign.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

/**
 * Reading times spread as in the paper: residents' drafts 156 +- 116 s have a log SD of 0.66, here shared between
 * readers, cases and the rest; the effect is that of 99.9 against 156.4 s.
 */
const spread: SimulatedSpread = {
  mean: Math.log(156.4),
  effect: Math.log(99.9 / 156.4),
  readerSd: 0.35,
  caseSd: 0.35,
  residualSd: 0.45,
};

interface CoverageReport {
  readonly design: SimulatedDesign;
  readonly spread: SimulatedSpread;
  /** With the effect of the paper. */
  readonly effect: Coverage;
  /** Without an effect: what is found is an error of the first kind. */
  readonly none: Coverage;
}

/** Adds `stats coverage`: the methods tried on simulated studies of the paper's design. */
export function registerStatsCoverage(stats: Command, output: Output): void {
  stats
    .command('coverage')
    .description("does the mixed model's interval hold the truth in simulated studies of the paper's design")
    .requiredOption('--seed <number>', 'chance is this number', wholeNumber)
    .option('--repetitions <number>', 'simulated studies', countFrom1, 500)
    .option('--json', 'for machines')
    .action(async ({ seed, repetitions, json }: { seed: number; repetitions: number; json?: boolean }) => {
      const report = await withProgress(output, (progress) => Promise.resolve(simulate(seed, repetitions, progress)));
      if (json) printJson(output, report);
      else printCoverage(output, report);
    });
}

function simulate(
  seed: number,
  repetitions: number,
  progress: (what: string, done: number, total: number) => void,
): CoverageReport {
  const random = seededRandom(seed);
  const run = (name: string, effect: number): Coverage =>
    coverageOf(paperDesign, { ...spread, effect }, repetitions, random.fork(name), (done) =>
      progress(`simulating, ${name}`, done, repetitions),
    );
  return {
    design: paperDesign,
    spread,
    effect: run('with an effect', spread.effect),
    none: run('without an effect', 0),
  };
}

function printCoverage(output: Output, { design, effect, none }: CoverageReport): void {
  const { readers, cases, readsByArm } = design;
  output.out(`${readers} readers, ${cases} cases, ${readsByArm.join(' and ')} reads a reader; `);
  output.out(`${effect.repetitions} simulated studies each\n`);
  printTable(
    output,
    [
      'simulated',
      'interval holds the truth',
      'mixed model p < 0.05',
      'Mann-Whitney p < 0.05',
      'a variance of zero',
      'not fitted',
    ],
    [['with an effect', effect] as const, ['without', none] as const].map(
      ([name, { covered, found, mannWhitneyFound, singular, failed }]) => [
        name,
        ...[covered, found, mannWhitneyFound].map(
          ({ share, standardError }) => `${percent(share)} (SE ${percent(standardError)})`,
        ),
        singular,
        failed,
      ],
    ),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
