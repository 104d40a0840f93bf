import type { Command } from 'commander';
import { seededRandom } from '#core/random.ts';
import { gapCoverage, type GapCoverage, type SimulatedBench } from '#models/chexbench/fairness/coverage.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

/** Two groups whose F1 differs by about as much as that of the ages in the paper's figure; then groups without a gap. */
const older = { name: 'over 65', patients: 260, prevalence: 0.4, sensitivity: 0.9, specificity: 0.9 };
const younger = { name: 'up to 65', patients: 240, prevalence: 0.25, sensitivity: 0.78, specificity: 0.88 };

const scenarios: readonly (readonly [string, SimulatedBench])[] = [
  ['a gap', { groups: [older, younger], filmsPerPatient: 1, alike: 0 }],
  ['a gap, two films a patient', { groups: [older, younger], filmsPerPatient: 2, alike: 0.6 }],
  ['no gap', { groups: [older, { ...older, name: 'up to 65', patients: 240 }], filmsPerPatient: 1, alike: 0 }],
];

interface CoverageFlags {
  readonly seed: number;
  readonly repetitions: number;
  readonly draws: number;
  readonly json?: boolean;
}

/** Adds `bench coverage`: the comparison of groups tried on groups whose gap is known. */
export function registerBenchCoverage(bench: Command, output: Output): void {
  bench
    .command('coverage')
    .description('does the interval of a gap between groups hold the truth, in simulated answers with a known gap')
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--repetitions <n>', 'simulated benchmarks', countFrom1, 300)
    .option('--draws <n>', 'draws of each interval', countFrom1, 1000)
    .option('--json', 'for machines')
    .action(async ({ seed, repetitions, draws, json }: CoverageFlags) => {
      const random = seededRandom(seed);
      const results = await withProgress(output, (progress) =>
        Promise.resolve(
          scenarios.map(([name, simulated]) => {
            const options = { repetitions, draws, random: random.fork(name) };
            const onEach = (done: number): void => progress(`simulating, ${name}`, done, repetitions);
            return { name, simulated, ...gapCoverage(simulated, options, onEach) };
          }),
        ),
      );
      if (json) printJson(output, results);
      else printCoverage(output, results);
    });
}

function printCoverage(output: Output, results: readonly (GapCoverage & { readonly name: string })[]): void {
  printTable(
    output,
    ['simulated', 'repetitions', 'true gap in F1', 'interval holds it', 'SE', 'p < 0.05', 'bias', 'no interval'],
    results.map(({ name, repetitions, truth, covered, standardError, found, bias, failed }) => [
      name,
      repetitions,
      truth.toFixed(3),
      percent(covered),
      percent(standardError),
      percent(found),
      bias.toFixed(4),
      failed,
    ]),
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
