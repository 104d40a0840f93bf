import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { seededRandom } from '#core/random.ts';
import { writeFairness } from '#main/services/bench/fairnessPage.ts';
import { withMetadata } from '#main/services/bench/metadata.ts';
import { readRecords } from '#main/services/bench/recordsFile.ts';
import { readRun } from '#main/services/bench/runFolder.ts';
import { fairnessOf, type Gap, type GroupMeasures, type Grouping } from '#models/chexbench/fairness/fairness.ts';
import { defaultCuts, type Cuts } from '#models/chexbench/fairness/groups.ts';
import { unitsOf } from '#models/chexbench/fairness/units.ts';
import type { BenchTask } from '#models/chexbench/items.ts';
import { tasksNamed } from './benchRun.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, type Output } from './output.ts';
import { columnNames } from './textFiles.ts';

interface FairnessFlags {
  readonly by: readonly string[];
  readonly tasks: readonly BenchTask[];
  readonly finding?: string;
  readonly cut?: Cuts;
  readonly least: number;
  readonly draws: number;
  readonly seed: number;
  readonly metadata?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `bench fairness`. */
export function registerBenchFairness(bench: Command, output: Output): void {
  bench
    .command('fairness')
    .description('how differently groups of patients are served: F1, sensitivity, specificity, calibration, gaps')
    .argument('<dir>', 'the folder of a run')
    .requiredOption('--by <names>', 'attributes, each alone and all crossed: sex,age or any column', columnNames)
    .option('--tasks <names>', 'lists, taken together', tasksNamed, tasksNamed('binary'))
    .option('--finding <name>', 'one finding only, as in cardiomegaly')
    .option('--metadata <file>', 'a table with a column image_path that tells more of the films')
    .option('--cut <name=n,n>', 'where to cut a number into bands; age is cut at 65', addCut)
    .option('--least <n>', 'patients that a group must have', countFrom1, 20)
    .option('--draws <n>', 'draws of the intervals', countFrom1, 1000)
    .option('--seed <n>', 'decides the draws', wholeNumber, 1)
    .option('--out <dir>', 'a new folder for the report: a page, its figure beside that of the paper, all numbers')
    .option('--json', 'for machines: all measures and gaps')
    .action((folder: string, flags: FairnessFlags) => compareGroups(folder, flags, output));
}

async function compareGroups(folder: string, flags: FairnessFlags, output: Output): Promise<void> {
  const { by, tasks, finding = null, metadata, cut = {}, least, draws, seed, out, json } = flags;
  const { model } = await readRun(folder);
  const own = (await readRecords(folder)).filter(({ task }) => tasks.includes(task));
  const records = metadata === undefined ? own : await withMetadata(own, metadata);
  const cuts = { ...defaultCuts, ...cut };
  const units = unitsOf(records, finding);
  const groupings = fairnessOf(units, { by, cuts, least, draws, random: seededRandom(seed) });
  const report = { model: model.name, tasks, finding, patients: units.length, least, draws, seed, groupings };
  if (out !== undefined) await writeFairness(out, report);
  if (json) {
    printJson(output, report);
    return;
  }
  output.out(`${model.name}: ${tasks.join(', ')}${finding === null ? '' : `, ${finding}`}; ${units.length} patients\n`);
  for (const grouping of groupings) printGrouping(output, grouping, least);
  output.out('Intervals of 95 % by drawing patients again; an unparsed answer counts as the wrong one\n');
  if (out !== undefined) output.out(`The report: ${join(out, 'fairness.html')}\n`);
}

function printGrouping(output: Output, { attributes, groups, tooSmall, unknown, gaps }: Grouping, least: number): void {
  const withPaper = groups.some(({ paper }) => paper !== null);
  const withScores = groups.some(({ calibration }) => calibration !== null);
  output.out(`\nBy ${attributes.join(' and ')}\n`);
  printTable(
    output,
    [
      'group',
      'patients',
      'items',
      'unparsed',
      'prevalence',
      'F1',
      '95 %',
      'sensitivity',
      '95 %',
      'specificity',
      '95 %',
      'accuracy',
      '95 %',
      ...(withScores ? ['Brier', 'calibration error', 'bias'] : []),
      ...(withPaper ? ["the paper's F1 of cardiomegaly"] : []),
    ],
    groups.map((group) => [
      group.group,
      group.patients,
      group.items,
      group.unparsed,
      digits(group.measures.prevalence),
      ...measureCells(group, 'f1'),
      ...measureCells(group, 'sensitivity'),
      ...measureCells(group, 'specificity'),
      ...measureCells(group, 'accuracy'),
      ...(withScores ? calibrationCells(group) : []),
      ...(withPaper ? [paperWords(group)] : []),
    ]),
  );
  if (tooSmall.length > 0) {
    const names = tooSmall.map(({ group, patients }) => `${group} (${patients})`);
    output.out(`Fewer than ${least} patients, left out: ${names.join('; ')}\n`);
  }
  if (unknown > 0) output.out(`${unknown} patients of whom this is not told\n`);
  printGaps(output, gaps);
}

function measureCells({ measures, intervals }: GroupMeasures, name: keyof GroupMeasures['intervals']) {
  return [digits(measures[name]), intervalWords(intervals[name])];
}

function calibrationCells({ measures, calibration }: GroupMeasures): (string | null)[] {
  return [digits(measures.brier), digits(calibration?.expectedError ?? null), digits(calibration?.bias ?? null)];
}

function paperWords({ paper }: GroupMeasures): string | null {
  return paper && `${paper.f1.toFixed(3)} (${paper.low.toFixed(3)} to ${paper.high.toFixed(3)})`;
}

function printGaps(output: Output, gaps: readonly Gap[]): void {
  const asked = gaps.filter(({ holm }) => holm !== null);
  if (asked.length === 0) return;
  output.out(`Gaps in ${asked[0]?.measure === 'f1' ? 'F1' : 'accuracy'}; Holm over those of all groupings\n`);
  printTable(
    output,
    ['first', 'second', 'gap', '95 %', 'p', 'adjusted'],
    asked.map(({ first, second, difference, interval, p, holm }) => [
      first,
      second,
      digits(difference),
      intervalWords(interval),
      p.toFixed(4),
      holm === null ? null : holm.toFixed(4),
    ]),
  );
}

function intervalWords(interval: { readonly low: number; readonly high: number } | null): string | null {
  return interval && `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
}

function digits(value: number | null): string | null {
  return value === null ? null : value.toFixed(3);
}

/** `age=40,65`; given again for another attribute. */
function addCut(text: string, before: Cuts = {}): Cuts {
  const [, name = '', borders = ''] = /^([^=]+)=(-?[\d.]+(?:,-?[\d.]+)*)$/.exec(text) ?? [];
  const numbers = borders.split(',').map(Number);
  if (name === '' || numbers.some(Number.isNaN)) throw new InvalidArgumentError('It must be NAME=N,N as in age=40,65.');
  return { ...before, [name]: numbers };
}
