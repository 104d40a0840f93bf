import type { Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { equivalence } from '#core/stats/equivalence.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { modelFrame, type ModelFrame } from '#core/stats/mixed/frame.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import { fitLogisticMixed } from '#core/stats/mixed/logisticMixed.ts';
import { fitOrdinalMixed } from '#core/stats/mixed/ordinalMixed.ts';
import { linearReport, type LinearReport } from '#core/stats/mixed/linearReport.ts';
import { numberColumn } from '#core/stats/table.ts';
import { oneSampleT, pooledT, welchT, type TTest } from '#core/stats/tTest.ts';
import { statsMethod, type StatsRequest } from './statsMethod.ts';
import { twoSamples } from './statsSamples.ts';
import { printGeneralised, printLinear, printTost, type Tost } from './statsMixedTables.ts';

/** Models with random effects of readers and cases, and the equivalence that is tested on them. */
export const mixedMethods = [
  statsMethod({
    name: 'lmm',
    description: 'linear mixed model with crossed or nested random effects, as lme4 fits it',
    columns: [],
    formula: 'required',
    extend: (command) =>
      withReference(command)
        .option('--ml', 'maximum likelihood instead of REML')
        .option('--df <method>', 'kenward-roger or satterthwaite', degreesOfFreedom, 'kenward-roger')
        .option('--means <factor>', 'marginal means of this factor, and their differences'),
    compute: (request) => linear(request, textOption(request, 'means')),
    print: printLinear,
  }),
  statsMethod({
    name: 'glmm',
    description: 'logistic mixed model (Laplace), as lme4 fits it',
    columns: [],
    formula: 'required',
    extend: withReference,
    compute: (request) => fitLogisticMixed(frameOf(request)),
    print: printGeneralised,
  }),
  statsMethod({
    name: 'clmm',
    description: 'cumulative-link mixed model of ratings (Laplace), as ordinal fits it',
    columns: [],
    formula: 'required',
    extend: withReference,
    compute: (request) => fitOrdinalMixed(frameOf(request)),
    print: printGeneralised,
  }),
  statsMethod({
    name: 'tost',
    description: 'equivalence by two one-sided t tests, of two groups, of pairs, or of two arms of a mixed model',
    columns: ['value', 'group'],
    formula: 'optional',
    extend: (command) =>
      withReference(command)
        .option('--df <method>', 'kenward-roger or satterthwaite', degreesOfFreedom, 'kenward-roger')
        .option('--factor <name>', 'the factor of the formula whose two levels are compared')
        .option('--margin <ratio>', 'bounds 1/ratio and ratio, for a response that is a logarithm', numberOption)
        .option('--low <number>', 'lower bound of the difference', numberOption)
        .option('--high <number>', 'upper bound of the difference', numberOption)
        .option('--alpha <share>', 'level of each of the two tests', numberOption, 0.05)
        .option('--paired', 'columns first and second, a pair in each row')
        .option('--pooled', 'one variance for both groups (Student), not one each (Welch)'),
    compute: tost,
    print: printTost,
  }),
];

function frameOf({ table, formula, options }: StatsRequest): ModelFrame {
  return modelFrame(table, parseFormula(formula ?? ''), { reference: references(options) });
}

function linear(request: StatsRequest, means: string | null): LinearReport {
  const { options } = request;
  const frame = frameOf(request);
  const df = options['df'] === 'satterthwaite' ? 'satterthwaite' : 'kenward-roger';
  return linearReport(fitLinearMixed(frame, { reml: !options['ml'] }), { df, means });
}

function tost(request: StatsRequest): Tost {
  const { low, high } = bounds(request);
  const compared = request.formula === null ? samples(request) : arms(request, request.formula);
  return { ...compared, ...equivalence(compared, low, high, Number(request.options['alpha'])) };
}

type Compared = Pick<Tost, 'difference' | 'method' | 'estimate' | 'se' | 'df'>;

function arms(request: StatsRequest, text: string): Compared {
  const { fixed } = parseFormula(text);
  const factor = textOption(request, 'factor') ?? fixed.find((term) => term.length === 1)?.[0]?.name ?? '';
  const { differences, method } = linear(request, factor);
  const [only, ...more] = differences;
  if (only && more.length === 0) return { ...only, difference: only.name, method };
  throw new Failure('statistics', { method: 'TOST', reason: `${factor} has more than two levels` });
}

function samples({ table, options }: StatsRequest): Compared {
  if (options['paired']) {
    const second = numberColumn(table, 'second');
    const pairs = numberColumn(table, 'first').map((first, row) => [first, second[row] ?? null] as const);
    const differences = pairs.flatMap(([a, b]) => (a === null || b === null ? [] : [a - b]));
    return comparedBy('paired t', 'first - second', oneSampleT(differences));
  }
  const [first, second] = twoSamples(table);
  const [method, test] =
    options['pooled'] === true ? (["Student's t", pooledT] as const) : (["Welch's t", welchT] as const);
  return comparedBy(method, `${first.name} - ${second.name}`, test(first.values, second.values));
}

function comparedBy(method: string, difference: string, { estimate, standardError, df }: TTest): Compared {
  return { method, difference, estimate, se: standardError, df };
}

/** Throws usage. */
function bounds({ options }: StatsRequest): { low: number; high: number } {
  const margin = options['margin'];
  if (typeof margin === 'number' && margin > 0 && margin !== 1) {
    const reach = Math.abs(Math.log(margin));
    return { low: -reach, high: reach };
  }
  const [low, high] = [options['low'], options['high']];
  if (margin === undefined && typeof low === 'number' && typeof high === 'number' && low < high) return { low, high };
  throw new Failure('usage', {
    reason: 'give --margin as a ratio such as 1.25, or --low and --high with low below high',
  });
}

function withReference(command: Command): Command {
  return command.option(
    '--reference <column=level,...>',
    'the levels that others are compared with; otherwise the first of each column',
    (text: string) => new Map(text.split(',').map((pair) => splitPair(pair, text))),
  );
}

function references(options: StatsRequest['options']): ReadonlyMap<string, string> {
  return (options['reference'] as ReadonlyMap<string, string> | undefined) ?? new Map<string, string>();
}

function splitPair(pair: string, text: string): [string, string] {
  const at = pair.indexOf('=');
  if (at > 0 && at < pair.length - 1) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  throw new Failure('usage', { reason: `--reference ${text}: give column=level pairs, as in --reference arm=scratch` });
}

function textOption({ options }: StatsRequest, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

function numberOption(text: string): number {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  throw new Failure('usage', { reason: `${text} is no number` });
}

function degreesOfFreedom(text: string): string {
  if (text === 'kenward-roger' || text === 'satterthwaite') return text;
  throw new Failure('usage', { reason: `--df ${text}: it is kenward-roger or satterthwaite` });
}
