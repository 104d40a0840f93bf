import type { Command } from 'commander';
import { findings } from '#core/text/findings.ts';
import { evaluateLabeller, type Evaluation } from '#core/text/labeller/evaluate.ts';
import { labelReport, type LabelledReport } from '#core/text/labeller/label.ts';
import { textsOf, type Records } from '#core/text/records.ts';
import { printJson, printTable, type Output } from './output.ts';
import { columnNames, recordsOf } from './textFiles.ts';

interface LabelOptions {
  readonly column?: readonly string[];
  readonly evaluate?: boolean;
  readonly json?: boolean;
}

/** Adds the verb `text label`. */
export function registerTextLabel(text: Command, output: Output): void {
  text
    .command('label')
    .description('the fourteen CheXpert findings of each report, by phrases, negation and uncertainty')
    .argument('<file>', 'one report a line, or a CSV, TSV or JSON-lines file')
    .option(
      '--column <names>',
      'columns that hold the report; findings,impression where the file has them',
      columnNames,
    )
    .option('--evaluate', 'F1 against the gold labels of the file: a column gold14, or one column a finding')
    .option('--json', 'for machines: 1 there, 0 not there, -1 uncertain, null not mentioned; with every mention')
    .action(async (file: string, { column, evaluate, json }: LabelOptions) => {
      const records = await recordsOf(file);
      const columns = column ?? usualColumns(records);
      if (evaluate) {
        const evaluations = evaluateLabeller(records, columns);
        if (json) printJson(output, evaluations.map(evaluationData));
        else for (const evaluation of evaluations) printEvaluation(output, evaluation);
        return;
      }
      const reports = textsOf(records, columns).map(labelReport);
      if (json)
        printJson(
          output,
          reports.map((report, index) => ({ row: index + 1, ...report })),
        );
      else printCounts(output, reports);
    });
}

function usualColumns({ columns }: Records): string[] {
  return ['findings', 'impression'].filter((name) => columns.includes(name));
}

function printCounts(output: Output, reports: readonly LabelledReport[]): void {
  output.out(`${reports.length} reports\n`);
  const rows = findings.map((finding) => {
    const labels = reports.map((report) => report.labels[finding]);
    return [finding, ...[1, -1, 0, null].map((value) => labels.filter((label) => label === value).length)];
  });
  printTable(output, ['finding', 'there', 'uncertain', 'not there', 'not mentioned'], rows);
}

function evaluationData({ set, texts, agreements }: Evaluation) {
  const { microF1, macroF1, each } = agreements;
  const found = Object.entries(each).map(([finding, agreement]) => ({ finding, ...agreement }));
  return { set, texts, microF1, macroF1, findings: found };
}

function printEvaluation(output: Output, { set, texts, agreements }: Evaluation): void {
  const { microF1, macroF1, each } = agreements;
  output.out(`${set}: ${texts} reports, micro F1 ${microF1.toFixed(4)}, macro F1 ${macroF1.toFixed(4)}\n`);
  printTable(
    output,
    ['finding', 'in gold', 'found', 'missed', 'too many', 'precision', 'recall', 'F1'],
    Object.entries(each).map(([finding, one]) => [
      finding,
      ...[one.positives, one.truePositives, one.falseNegatives, one.falsePositives],
      ...[one.precision, one.recall, one.f1].map((value) => value.toFixed(3)),
    ]),
  );
  output.out('\n');
}
