import type { AllocationReport } from '#main/services/allocation.ts';
import type { Analysis, ArmResult } from '#studies/analysis/analyse.ts';
import { tellTales } from '#studies/analysis/masked.ts';
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
export function printAnalysis(
  output: Output,
  { arms, contrasts, endpoints, readers, ratings, selfAgreement, blinded, time }: Analysis,
  simulated: boolean,
  masked = false,
): void {
  if (simulated) output.out('Simulated readers: no person has read these cases\n');
  if (blinded) output.out('Blinded: the arms of each group are taken together\n');
  if (masked) {
    output.out('Masked: letters stand for the arms of each group\n');
    for (const tell of tellTales(arms)) output.out(`${tell}\n`);
  }
  output.out(`Times in seconds (${time.definition})\n`);
  printTable(
    output,
    [
      ...['group', 'arm', 'reads', 'of', 'mean', 'SD', 'median', 'IQR', 'edited characters', 'words', 'unchanged'],
      ...['findings added', 'removed'],
    ],
    arms.map((arm) => [
      arm.group,
      arm.arm,
      arm.reads,
      arm.readsPlanned,
      ...[arm.timeMean, arm.timeSd, arm.timeMedian].map(tenths),
      arm.timeQ1 === null || arm.timeQ3 === null ? null : `${tenths(arm.timeQ1)} to ${tenths(arm.timeQ3)}`,
      ...[arm.editCharacters, arm.editWords].map(tenths),
      percent(arm.unchanged),
      ...[arm.findingsAdded, arm.findingsRemoved].map((value) => digits(value, 2)),
    ]),
  );
  if (contrasts.length > 0) {
    output.out('\n');
    printTable(
      output,
      ['group', 'arms', 'analysis', 'time ratio', '95 % interval', 'saving', 'p'],
      contrasts.map((each) => [
        each.group,
        each.arms.join(' / '),
        each.analysis,
        digits(each.ratio, 3),
        interval(each),
        percent(each.saving),
        pValue(each.p),
      ]),
    );
  }
  for (const each of new Set(contrasts.flatMap(({ analysis, method, notes }) => [`${analysis}: ${method}`, ...notes])))
    output.out(`${each}\n`);
  printEndpoints(output, endpoints);
  printReaders(output, readers);
  printRatings(output, ratings);
  printSelfAgreement(output, selfAgreement);
  output.out('\n');
  printTable(output, ['group', 'arm', 'question', 'answer', 'count', 'of', 'share'], arms.flatMap(answerRows));
}

/** What the protocol promised, with the notes that its numbers need. */
function printEndpoints(output: Output, endpoints: Analysis['endpoints']): void {
  if (endpoints.length === 0) return;
  output.out('\nEndpoints of the protocol\n');
  printTable(
    output,
    ['endpoint', 'role', 'arms', 'reads', 'effect', 'estimate', 'interval', 'p', 'adjusted', 'margin'],
    endpoints.map((each) => [
      each.id,
      each.role,
      each.arms.join(' / '),
      each.reads.join(' / '),
      each.scale,
      digits(each.estimate, 3),
      interval(each),
      pValue(each.p),
      pValue(each.pAdjusted),
      each.margin ? `${each.margin.test} ${each.margin.met ? 'shown' : 'not shown'}, p ${pValue(each.margin.p)}` : null,
    ]),
  );
  for (const { id, method, notes } of endpoints) output.out(`${[`${id}: ${method}`, ...notes].join('; ')}\n`);
}

function printReaders(output: Output, readers: Analysis['readers']): void {
  if (readers.length === 0) return;
  output.out('\nRatio of times within each reader, whose reads count as independent\n');
  printTable(
    output,
    ['group', 'arms', 'reader', 'reads', 'time ratio', '95 % interval'],
    readers.map((each) => [
      ...[each.group, each.arms.join(' / '), each.reader, each.reads.join(' / ')],
      ...[digits(each.ratio, 3), interval(each)],
    ]),
  );
}

/** Scales as the paper shows them; `ICC` and `p` are said in `ratings.ts`. */
function printRatings(output: Output, ratings: Analysis['ratings']): void {
  if (ratings.length === 0) return;
  output.out('\nRatings, mean (SD); p: Mann-Whitney against the first arm with this scale\n');
  printTable(
    output,
    ['group', 'arm', 'question', 'overall', 'by reader', 'ICC', 'p'],
    ratings.map(({ group, arm, item, overall, readers, icc, p }) => [
      ...[group, arm, item, rating(overall)],
      readers.map((own) => `${own.reader} ${rating(own)}`).join(', '),
      ...[digits(icc, 3), pValue(p)],
    ]),
  );
}

/** First against second answers of the reads that came again. */
function printSelfAgreement(output: Output, rows: Analysis['selfAgreement']): void {
  if (rows.length === 0) return;
  output.out('\nAgreement of readers with themselves, in reads that came again\n');
  printTable(
    output,
    ['group', 'reader', 'question', 'pairs', 'the same', 'method', 'agreement', '95 % interval'],
    rows.map((each) => [
      ...[each.group, each.reader ?? 'all', each.item, each.pairs, each.same, each.method],
      ...[digits(each.value, 3) ?? each.reason, interval(each)],
    ]),
  );
}

function rating({ mean, sd }: { readonly mean: number | null; readonly sd: number | null }): string {
  return `${digits(mean, 2) ?? '-'} (${digits(sd, 2) ?? '-'})`;
}

function interval({ ciLow, ciHigh }: { readonly ciLow: number | null; readonly ciHigh: number | null }): string | null {
  return ciLow === null || ciHigh === null ? null : `${digits(ciLow, 3)} to ${digits(ciHigh, 3)}`;
}

function pValue(p: number | null): string | null {
  return p === null ? null : p < 0.0001 ? '<0.0001' : digits(p, 4);
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
