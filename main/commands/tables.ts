import type { AllocationReport } from '#main/services/allocation.ts';
import type { Analysis, ArmResult } from '#studies/analysis/analyse.ts';
import { printTable, type Output } from './output.ts';

/** The balance of the reading lists: how often the least and the most read case of an arm is read. */
export function printAllocation(output: Output, { readers, reads, balance }: AllocationReport): void {
  output.out(`${reads} reads for ${readers.map(({ code }) => code).join(', ')}\n`);
  printTable(
    output,
    ['group', 'arm', 'readers', 'cases', 'reads', 'fewest a case', 'most a case'],
    balance.map((row) => [row.group, row.arm ?? 'all', row.readers, row.cases, row.reads, row.fewest, row.most]),
  );
}

/** Reads, times, edits and answers of each arm, and the ratio of times between arms. */
export function printAnalysis(output: Output, { arms, contrasts, blinded, time }: Analysis, simulated: boolean): void {
  if (simulated) output.out('Simulated readers: no person has read these cases\n');
  if (blinded) output.out('Blinded: the arms of each group are taken together\n');
  output.out(`Times in seconds (${time.definition})\n`);
  printTable(
    output,
    ['group', 'arm', 'reads', 'of', 'mean', 'SD', 'median', 'IQR', 'edited characters', 'words', 'unchanged'],
    arms.map((arm) => [
      arm.group,
      arm.arm,
      arm.reads,
      arm.readsPlanned,
      ...[arm.timeMean, arm.timeSd, arm.timeMedian].map(tenths),
      arm.timeQ1 === null || arm.timeQ3 === null ? null : `${tenths(arm.timeQ1)} to ${tenths(arm.timeQ3)}`,
      ...[arm.editCharacters, arm.editWords].map(tenths),
      percent(arm.unchanged),
    ]),
  );
  if (contrasts.length > 0) {
    output.out('\n');
    printTable(
      output,
      ['group', 'arms', 'time ratio', '95 % interval', 'saving', 'p'],
      contrasts.map((each) => [
        each.group,
        each.arms.join(' / '),
        digits(each.ratio, 3),
        each.ciLow === null || each.ciHigh === null ? null : `${digits(each.ciLow, 3)} to ${digits(each.ciHigh, 3)}`,
        percent(each.saving),
        each.p === null ? null : each.p < 0.0001 ? '<0.0001' : digits(each.p, 4),
      ]),
    );
  }
  for (const method of new Set(contrasts.map((each) => each.method))) output.out(`${method}\n`);
  output.out('\n');
  printTable(output, ['group', 'arm', 'question', 'answer', 'count', 'of', 'share'], arms.flatMap(answerRows));
}

function answerRows({ group, arm, questionnaire }: ArmResult): (string | number | null)[][] {
  const asked = questionnaire.filter((item) => item.asked > 0);
  return asked.flatMap(({ item, asked, answered, mean, sd, options, headings }) => [
    ...headings.map(({ id, count, share }) => [group, arm, item, `any of: ${id}`, count, asked, percent(share)]),
    ...options.map(({ id, count, share }) => [group, arm, item, id, count, asked, percent(share)]),
    ...(options.length === 0 ? [[group, arm, item, 'answered', answered, asked, null]] : []),
    ...(mean === null
      ? []
      : [[group, arm, item, `mean ${tenths(mean)}, SD ${tenths(sd) ?? '-'}`, answered, asked, null]]),
  ]);
}

function digits(value: number | null, places: number): string | null {
  return value === null ? null : value.toFixed(places);
}

function tenths(value: number | null): string | null {
  return digits(value, 1);
}

function percent(share: number | null): string | null {
  return share === null ? null : `${(share * 100).toFixed(1)} %`;
}
