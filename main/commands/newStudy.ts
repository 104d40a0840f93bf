import { randomInt } from 'node:crypto';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { warningWords } from '#core/messages/warnings.ts';
import { seededRandom } from '#core/random.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy, type CaseSource, type CreateReport } from '#main/services/createStudy.ts';
import { demoSource } from '#main/services/demoStudy.ts';
import { lookAtIntake, suggested } from '#main/services/intake/intake.ts';
import { readProtocol, templateProtocol } from '#main/services/protocols.ts';
import { tableSource } from '#main/services/tableSource.ts';
import { demoCase } from '#studies/demo/demo.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { printJson, withProgress, type Output } from './output.ts';
import { countFrom1, wholeNumber } from './numbers.ts';

interface NewOptions {
  readonly template: string;
  readonly protocol?: string;
  readonly demoCases?: number;
  readonly demoSize?: number;
  readonly fromCsv?: string;
  readonly images?: string;
  readonly intake?: string;
  readonly eachStudy?: boolean;
  readonly maskIdentifiers?: boolean;
  readonly seed?: number;
  readonly json?: boolean;
}

/** `study new`. */
export function registerNew(command: Command, output: Output): void {
  command
    .option('--template <name>', 'a protocol that comes with the program', 'chexagent-v2')
    .option('--protocol <file>', 'a protocol of your own instead')
    .option(
      '--demo-cases <n>',
      'so many synthetic cases (default, without a table: as many as the protocol needs)',
      countFrom1,
    )
    .option('--demo-size <pixels>', 'width and height of their films (default: 1024)', countFrom1)
    .option('--from-csv <file>', 'cases from a table')
    .option('--images <dir>', 'where the images of the table are (default: beside it)')
    .option('--intake <path>', 'cases from a folder, a ZIP, a DICOMDIR or a table, as study intake shows them')
    .option('--each-study', 'with --intake: every study is a case, not only the latest of each patient')
    .option('--mask-identifiers', 'with --intake: ___ for what may identify in texts')
    .option(
      '--seed <n>',
      'for the synthetic cases (default: 1) and the opaque names (default: unforeseeable)',
      wholeNumber,
    )
    .action(async (dir: string, options: NewOptions) => {
      refuseContradiction(options);
      const protocol =
        options.protocol === undefined ? templateProtocol(options.template) : await readProtocol(options.protocol);
      const codecs = await loadCodecs();
      const { source, close } = await sourceOf(options, protocol, codecs, output);
      const random = seededRandom(options.seed ?? randomInt(2 ** 31));
      const created = new Date(output.now()).toISOString();
      const report = await withProgress(output, (progress) =>
        createStudy(dir, { protocol, source, codecs, random, created, progress }),
      ).finally(close);
      if (options.json) printJson(output, withMessages(report));
      else printReport(output, dir, report, protocol);
    });
}

function refuseContradiction({
  demoCases,
  demoSize,
  fromCsv,
  images,
  intake,
  eachStudy,
  maskIdentifiers,
}: NewOptions): void {
  const given = Object.entries({ '--from-csv': fromCsv, '--intake': intake, '--demo-cases': demoCases ?? demoSize });
  const [first, second] = given.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (first && second) throw usage(`${first} and ${second} exclude each other`);
  if (eachStudy && intake === undefined) throw usage('--each-study goes with --intake');
  if (maskIdentifiers && intake === undefined) throw usage('--mask-identifiers goes with --intake');
  if (fromCsv === undefined && images !== undefined) throw usage('--images goes with --from-csv');
}

function usage(reason: string): Failure {
  return new Failure('usage', { reason });
}

/** The cases, and what is to be closed when they are taken in. */
async function sourceOf(
  { fromCsv, images, intake, eachStudy, maskIdentifiers = false, demoCases, demoSize, seed }: NewOptions,
  protocol: Protocol,
  codecs: Codecs,
  output: Output,
): Promise<{ source: CaseSource; close: () => Promise<void> }> {
  const close = async (): Promise<void> => {};
  if (fromCsv !== undefined) return { source: await tableSource(fromCsv, images ?? dirname(fromCsv)), close };
  if (intake === undefined) {
    return {
      source: demoSource(demoCases ?? protocol.cases, seed ?? 1, (order) => demoCase(order, codecs), {
        size: demoSize,
        practice: protocol.practice,
      }),
      close,
    };
  }
  const looked = await withProgress(output, (progress) => lookAtIntake(intake, codecs, progress));
  const plan = looked.plan(eachStudy ? 'study' : 'patient');
  for (const each of plan.problems) output.err(`left out: ${failureWords(each)}\n`);
  return { source: looked.cases(plan, { taken: suggested(plan), mask: maskIdentifiers }), close: looked.source.close };
}

function withMessages(report: CreateReport): unknown {
  return {
    ...report,
    warnings: report.warnings.map((each) => ({ ...each, message: warningWords(each.code) })),
    problems: report.problems.map((each) => ({ ...each, message: failureWords(each) })),
  };
}

function printReport({ out, err }: Output, dir: string, report: CreateReport, protocol: Protocol): void {
  const { cases, images, drafts, removed, warnings, problems } = report;
  for (const each of problems) err(`left out: ${failureWords(each)}\n`);
  for (const line of warningLines(warnings)) err(`note: ${line}\n`);
  out(`${dir}: ${cases} cases, ${images} images, ${drafts} drafts; ${problems.length} left out\n`);
  if (removed.length > 0) {
    const names = removed.map((each) => `${each.name} (${each.images})`);
    out(`removed from the images: ${names.join(', ')}\n`);
  }
  const { cases: needed, practice = 0 } = protocol;
  const more = practice > 0 ? ` and ${practice} for practice` : '';
  if (cases < needed + practice) out(`the protocol needs ${needed} cases${more}\n`);
}

/** One line for each kind of doubt, with the files that it is about as long as they are few. */
function warningLines(warnings: CreateReport['warnings']): string[] {
  return [...new Set(warnings.map(({ code }) => code))].map((code) => {
    const files = warnings.filter((each) => each.code === code).map(({ file }) => file);
    const shown = files.length > 5 ? `${files.slice(0, 5).join(', ')} and ${files.length - 5} more` : files.join(', ');
    return `${warningWords(code)} (${shown})`;
  });
}
