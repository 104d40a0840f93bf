import type { Command } from 'commander';
import { canonicalJson } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import type { BenchRun } from '#main/services/bench/runFolder.ts';
import { readWhole, scoredRun, type ScoredRun, type WholeRun } from '#main/services/bench/scored.ts';
import { compareModels, type Comparison } from '#models/chexbench/compare.ts';
import type { PublishedScore } from '#models/chexbench/published.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import type { ScoreRow } from '#models/chexbench/score.ts';
import { printJson, printTable, type Output } from './output.ts';

/** Decides the draws of the comparisons: the same records give the same bounds. */
const SEED = 1;

/** Adds `bench score`. */
export function registerBenchScore(bench: Command, output: Output): void {
  bench
    .command('score')
    .description("the paper's table of one run, or of several beside each other, with paired tests")
    .argument('<dir...>', 'folders of runs, of the same benchmark')
    .option('--slices', 'the subgroups of each source too')
    .option('--json', 'for machines: all rows')
    .action(async (folders: string[], { slices = false, json }: { slices?: boolean; json?: boolean }) => {
      const runs = await Promise.all(folders.map(readWhole));
      checkSame(folders, runs);
      const scored = runs.map(({ run, records }) => scoredRun(run, records));
      const comparisons = runs.length < 2 ? [] : compareModels(named(runs), seededRandom(SEED));
      if (json) {
        printJson(output, { runs: scored, comparisons });
        return;
      }
      printScores(output, scored, slices);
      printComparisons(output, comparisons);
    });
}

/** Models are compared item by item: on the same questions, all answered. */
function checkSame(folders: readonly string[], runs: readonly WholeRun[]): void {
  const [first] = runs;
  for (const [index, { run, records }] of runs.entries()) {
    const folder = folders[index] ?? '';
    const same = (one: BenchRun) => canonicalJson({ bench: one.bench, tasks: one.tasks, most: one.most });
    if (first && same(run) !== same(first.run)) throw new Failure('bench-unequal', { folder, other: folders[0] ?? '' });
    if (runs.length > 1 && records.length < run.items) {
      throw new Failure('bench-unfinished', { folder, answered: records.length, items: run.items });
    }
  }
}

/** Models of one name are told apart by their place. */
function named(runs: readonly WholeRun[]): { model: string; records: readonly BenchRecord[] }[] {
  const names = modelNames(runs.map(({ run }) => run.model.name));
  return runs.map(({ records }, index) => ({ model: names[index] ?? '', records }));
}

function modelNames(names: readonly string[]): string[] {
  return names.map((name, index) =>
    names.filter((other) => other === name).length === 1 ? name : `${name} (${index + 1})`,
  );
}

/** The table of the paper: a row for each list and source, a column for each model. */
export function printScores(output: Output, runs: readonly ScoredRun[], slices = false): void {
  const names = modelNames(runs.map(({ model }) => model.name));
  const [first] = runs;
  if (!first) return;
  const shown = first.rows.filter(({ slice, task }) => slices || slice === null || isFamily(task, slice));
  const withPublished = shown.some(({ published }) => published.length > 0);
  printTable(
    output,
    [
      'task',
      'data',
      'subgroup',
      'items',
      'metric',
      ...names.flatMap((name) => [name, '95 %', 'unparsed']),
      ...(withPublished ? ['published'] : []),
    ],
    shown.map((row) => [
      row.task,
      row.source,
      row.slice,
      row.items,
      row.metric,
      ...runs.flatMap(({ rows }) => cellsOf(rows.find((each) => sameRow(each, row)))),
      ...(withPublished ? [publishedWords(row.published)] : []),
    ]),
  );
  for (const [index, { answered, items, failed, wording }] of runs.entries()) {
    const name = names[index] ?? '';
    if (wording !== 'official') output.out(`${name}: questions in the words of the official model's own tasks\n`);
    if (answered < items) output.out(`${name}: unfinished, ${answered} of ${items} items answered\n`);
    if (failed.first !== null)
      output.out(`${name}: ${failed.count} items could not be asked; first: ${failed.first}\n`);
  }
  output.out(
    'Unparsed answers count as wrong. F1 of findings by our rules. BERTScore needs a network that is not here; F1-RadGraph is one of text score\n',
  );
}

function isFamily(task: string, slice: string): boolean {
  return task === 'Fine-Grained Reasoning' && ['side', 'region', 'severity'].includes(slice);
}

function sameRow(one: ScoreRow, other: ScoreRow): boolean {
  return (['task', 'source', 'slice', 'metric'] as const).every((key) => one[key] === other[key]);
}

function cellsOf(row: ScoreRow | undefined): (string | number | null)[] {
  if (!row) return [null, null, null];
  const { value, interval, unparsed } = row;
  const words = interval ? `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}` : 'too few';
  return [value.toFixed(3), words, unparsed];
}

function publishedWords(published: readonly PublishedScore[]): string | null {
  const words = published.map(({ model, value, low, high }) => {
    const bounds = low === undefined || high === undefined ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
    return `${model} ${value.toFixed(3)}${bounds}`;
  });
  return words.length > 0 ? words.join(', ') : null;
}

function printComparisons(output: Output, comparisons: readonly Comparison[]): void {
  if (comparisons.length === 0) return;
  output.out(
    '\nThe best two models of each source, item by item; p by change of sign, adjusted by Holm over all rows\n',
  );
  printTable(
    output,
    ['task', 'data', 'metric', 'items', 'best', 'second', 'difference', '95 %', 'p', 'adjusted', 'paired t'],
    comparisons.map((one) => [
      one.task,
      one.source,
      one.metric,
      one.items,
      one.best,
      one.second,
      one.difference.toFixed(3),
      `${one.interval.low.toFixed(3)} to ${one.interval.high.toFixed(3)}`,
      pWords(one.p),
      pWords(one.adjusted),
      one.pairedT === null ? null : pWords(one.pairedT),
    ]),
  );
}

function pWords(p: number): string {
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}
