import { Option, type Command } from 'commander';
import { corpusFigures } from '#models/training/corpus/figures.ts';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import type { Population } from '#models/training/phantom/population.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, type Output } from './output.ts';

interface CorpusOptions {
  readonly seed: number;
  readonly count: number;
  readonly population: Population;
  readonly json?: boolean;
}

/** Patients whose examples are shown. */
const SHOWN = 2;

/** `train corpus`: what the instruction data from phantoms hold, counted, with examples to read. */
export function registerTrainCorpus(train: Command, output: Output): void {
  train
    .command('corpus')
    .description('prevalence, variety and examples of the instruction data from phantoms')
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--count <n>', 'training patients to count', countFrom1, 2000)
    .addOption(
      new Option('--population <name>', 'how often findings are there')
        .choices(['natural', 'enriched'])
        .default('enriched'),
    )
    .option('--json', 'for machines')
    .action(({ seed, count, population, json = false }: CorpusOptions) => {
      const corpus = phantomCorpus(population);
      const figures = corpusFigures(corpus, seed, count);
      const examples = Array.from({ length: SHOWN }, (_, index) => corpus(seed, 'training', index)).flatMap(
        ({ id, examples: own }) => own.map((example) => ({ patient: id, ...example })),
      );
      if (json) {
        printJson(output, { seed, population, ...figures, examples });
        return;
      }
      const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
      printTable(
        output,
        ['finding', 'patients'],
        [...Object.entries(figures.prevalence), ['none', figures.normal] as const].map(([kind, share]) => [
          kind,
          percent(share),
        ]),
      );
      output.out(
        `\n${figures.patients} patients, ${figures.films} films, ${figures.words.toFixed(1)} words a report\n`,
      );
      output.out(`${percent(figures.borderline)} of the findings are borderline\n`);
      output.out(`${percent(figures.verbatim)} of ${figures.tested} test reports occur verbatim in training\n\n`);
      for (const { task, images, question, answer } of examples) {
        output.out(`[${task}, images ${images.join(' and ') || 'none'}]\n${question}\n> ${answer}\n\n`);
      }
    });
}
