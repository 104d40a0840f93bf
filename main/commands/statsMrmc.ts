import { InvalidArgumentError, Option } from 'commander';
import { Failure } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { components } from '#core/stats/mrmc/components.ts';
import type { CovarianceMethod } from '#core/stats/mrmc/covariance.ts';
import type { Figure } from '#core/stats/mrmc/figures.ts';
import { obuchowskiRockette, type Chance, type Estimate } from '#core/stats/mrmc/obuchowskiRockette.ts';
import { crossedStudy } from '#core/stats/mrmc/readings.ts';
import { readingTable } from '#core/stats/mrmc/readingTable.ts';
import { printTable } from './output.ts';
import { statsMethod } from './statsMethod.ts';
import { short } from './statsPrint.ts';

const CHANCE: Readonly<Record<string, Chance>> = { none: 'readers-and-cases', readers: 'cases', cases: 'readers' };

/** Diagnostic accuracy of several readers with several modalities (arms) on the same cases. */
export const mrmcMethods = [
  statsMethod({
    name: 'mrmc',
    description: "Obuchowski and Rockette's analysis with Hillis degrees of freedom",
    columns: ['reader', 'treatment', 'case', 'truth', 'rating'],
    extend: (command) =>
      command
        .addOption(
          new Option('--covariance <method>', 'covariances of the figures of merit')
            .choices(['jackknife', 'delong', 'unbiased'])
            .default('jackknife'),
        )
        .addOption(
          new Option('--figure <name>', 'figure of merit')
            .choices(['auc', 'sensitivity', 'specificity'])
            .default('auc'),
        )
        .option('--threshold <rating>', 'for sensitivity and specificity: positive at or above it', number)
        .addOption(
          new Option('--fixed <what>', 'what is taken as it is, not as a sample')
            .choices(['none', 'readers', 'cases'])
            .default('none'),
        )
        .option('--only <treatments>', 'compare only these, commas between', (text: string) => text.split(',')),
    compute: ({ table, options }) => {
      const only = options['only'] as string[] | undefined;
      const readings = readingTable(table).filter(({ modality }) => !only || only.includes(modality));
      const figure = figureOf(String(options['figure']), options['threshold'] as number | undefined);
      const covariance = options['covariance'] as CovarianceMethod;
      const study = crossedStudy(readings);
      const parts = components(study, figure, covariance);
      const chance = CHANCE[String(options['fixed'])] ?? 'readers-and-cases';
      const { modalities, differences, problems, ...test } = obuchowskiRockette(parts, chance);
      const [diseased, healthy] = [study.diseased[0]?.[0]?.length ?? 0, study.healthy[0]?.[0]?.length ?? 0];
      return {
        figure,
        covariance,
        readers: parts.readers,
        diseased,
        healthy,
        treatments: parts.modalities.map((treatment, i) => ({
          treatment,
          mean: parts.means[i] ?? null,
          byReader: parts.figures[i] ?? [],
          interval: modalities[i] ?? null,
        })),
        components: {
          msTreatment: parts.msModality,
          msReader: parts.msReader,
          msTreatmentReader: parts.msBoth,
          variance: parts.variance,
          cov1: parts.cov1,
          cov2: parts.cov2,
          cov3: parts.cov3,
        },
        ...test,
        differences: differences.map(({ modalities: treatments, ...rest }) => ({ treatments, ...rest })),
        problems: problems.map((problem) => ({ ...problem, message: failureWords(problem) })),
      };
    },
    print: (output, result) => {
      printTable(
        output,
        ['treatment', ...result.readers, 'mean', 'SE', '95 % interval'],
        result.treatments.map(({ treatment, byReader, mean, interval }) => [
          treatment,
          ...byReader.map(short),
          short(mean ?? NaN),
          interval === null ? null : short(interval.standardError),
          interval === null ? null : range(interval),
        ]),
      );
      output.out('\n');
      printTable(
        output,
        ['difference', 'estimate', 'SE', 'df', '95 % interval', 'p'],
        result.differences.map((each) => [
          each.treatments.join(' - '),
          short(each.value),
          short(each.standardError),
          short(each.df),
          range(each),
          short(each.p),
        ]),
      );
      const { variance, cov1, cov2, cov3 } = result.components;
      output.out(`\nF(${result.df1}, ${short(result.df2)}) = ${short(result.f)}, p = ${short(result.p)}\n`);
      output.out(`variance ${short(variance)}, Cov1 ${short(cov1)}, Cov2 ${short(cov2)}, Cov3 ${short(cov3)}`);
      output.out(` (${result.covariance})\n`);
      for (const { message } of result.problems) output.out(`${message}\n`);
    },
  }),
];

function figureOf(kind: string, threshold: number | undefined): Figure {
  if (kind === 'auc') return { kind };
  if (threshold === undefined) throw new Failure('usage', { reason: `--figure ${kind} needs --threshold` });
  return { kind: kind === 'sensitivity' ? kind : 'specificity', threshold };
}

function number(text: string): number {
  if (text.trim() === '' || !Number.isFinite(Number(text))) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
}

function range({ low, high }: Estimate): string {
  return `${short(low)} to ${short(high)}`;
}
