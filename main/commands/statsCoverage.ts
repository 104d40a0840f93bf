import { Option, type Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import type { DegreesOfFreedom } from '#core/stats/mixed/inference.ts';
import { coverageOf, type Coverage, type Share } from '#core/stats/simulation/coverage.ts';
import {
  crossedDesign,
  paperDesign,
  type SimulatedDesign,
  type SimulatedSpread,
} from '#core/stats/simulation/paperDesign.ts';
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

const designs = { paper: paperDesign, crossed: crossedDesign } as const satisfies Record<string, SimulatedDesign>;

interface CoverageOptions {
  readonly seed: number;
  readonly repetitions: number;
  readonly design: keyof typeof designs;
  readonly readers?: number;
  readonly cases?: number;
  readonly reads?: readonly [number, number];
  readonly degrees: DegreesOfFreedom;
  readonly json?: boolean;
}

interface CoverageReport {
  readonly design: SimulatedDesign;
  readonly spread: SimulatedSpread;
  readonly degreesOfFreedom: DegreesOfFreedom;
  /** With the effect of the paper. */
  readonly effect: Coverage;
  /** Without an effect: what is found is an error of the first kind. */
  readonly none: Coverage;
}

/** Adds `stats coverage`: the methods tried on simulated studies of the paper's design, or of another. */
export function registerStatsCoverage(stats: Command, output: Output): void {
  stats
    .command('coverage')
    .description("does the mixed model's interval hold the truth in simulated studies")
    .requiredOption('--seed <number>', 'chance is this number', wholeNumber)
    .option('--repetitions <number>', 'simulated studies', countFrom1, 500)
    .addOption(
      new Option('--design <name>', 'a group of the paper, or each reader with each case in both arms')
        .choices(Object.keys(designs))
        .default('paper'),
    )
    .option('--readers <number>', 'another number of readers', countFrom1)
    .option('--cases <number>', 'another number of cases', countFrom1)
    .option('--reads <first,second>', 'another number of reads of a reader in each arm', twoCounts)
    .addOption(
      new Option('--degrees <kind>', 'degrees of freedom')
        .choices(['kenward-roger', 'satterthwaite'])
        .default('kenward-roger'),
    )
    .option('--json', 'for machines')
    .action(async (options: CoverageOptions) => {
      const design = designOf(options);
      const report = await withProgress(output, (progress) => Promise.resolve(simulate(design, options, progress)));
      if (options.json) printJson(output, report);
      else printCoverage(output, report);
    });
}

/** The named design with what was changed of it. Throws usage where a reader would need more cases than there are. */
function designOf({ design, readers, cases, reads }: CoverageOptions): SimulatedDesign {
  const named = designs[design];
  const all = cases ?? named.cases;
  const readsByArm = reads ?? (named.crossed ? ([all, all] as const) : named.readsByArm);
  const needed = named.crossed ? Math.max(...readsByArm) : readsByArm[0] + readsByArm[1];
  if (needed > all)
    throw new Failure('usage', { reason: `--reads ${readsByArm.join(',')}: a reader needs ${needed} cases of ${all}` });
  return { ...named, readers: readers ?? named.readers, cases: all, readsByArm };
}

function twoCounts(text: string): [number, number] {
  const [first, second, ...more] = text.split(',').map(countFrom1);
  if (first === undefined || second === undefined || more.length > 0)
    throw new Failure('usage', { reason: `--reads ${text}: give two numbers, as in --reads 10,20` });
  return [first, second];
}

function simulate(
  design: SimulatedDesign,
  { seed, repetitions, degrees }: CoverageOptions,
  progress: (what: string, done: number, total: number) => void,
): CoverageReport {
  const random = seededRandom(seed);
  const run = (name: string, effect: number): Coverage =>
    coverageOf(design, { ...spread, effect }, repetitions, random.fork(name), degrees, (done) =>
      progress(`simulating, ${name}`, done, repetitions),
    );
  return {
    design,
    spread,
    degreesOfFreedom: degrees,
    effect: run('with an effect', spread.effect),
    none: run('without an effect', 0),
  };
}

function printCoverage(output: Output, { design, degreesOfFreedom, effect, none }: CoverageReport): void {
  const { readers, cases, readsByArm, crossed } = design;
  output.out(`${readers} readers, ${cases} cases, ${readsByArm.join(' and ')} reads a reader`);
  output.out(`${crossed ? ', a case in both arms' : ''}; ${effect.repetitions} simulated studies each\n`);
  output.out(`Linear mixed model with random readers and cases, ${degreesOfFreedom} degrees of freedom\n`);
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
        ...[covered, found, mannWhitneyFound].map(withChance),
        singular,
        failed,
      ],
    ),
  );
  output.out('In brackets: 95 % interval for the chance of so many repetitions\n');
}

function withChance({ share, low, high }: Share): string {
  return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
