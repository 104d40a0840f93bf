import type { Equivalence } from '#core/stats/equivalence.ts';
import type { MixedProblem } from '#core/stats/mixed/linearMixed.ts';
import type { GeneralisedReport } from '#core/stats/mixed/generalised.ts';
import type { LinearReport, Named } from '#core/stats/mixed/linearReport.ts';
import { printTable, type Output } from './output.ts';

/** What `stats tost` tells. */
export interface Tost extends Equivalence {
  readonly difference: string;
  readonly method: string;
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
}

export function printLinear(output: Output, report: LinearReport): void {
  output.out(`${report.formula}\n${report.method}; ${rowsUsed(report)}\n\n`);
  printEstimates(output, 'coefficient', report.coefficients);
  output.out('\n');
  printTable(
    output,
    ['group', 'effect', 'variance', 'SD'],
    [
      ...report.components.map(({ group, effect, variance, sd }) => [group, effect, digits(variance), digits(sd)]),
      ['residual', '', digits(report.residual.variance), digits(report.residual.sd)],
    ],
  );
  for (const { group, effects, correlation } of report.correlations)
    if (correlation !== null) output.out(`${group}: correlation of ${effects.join(' and ')} ${digits(correlation)}\n`);
  if (report.means.length > 0) {
    output.out('\n');
    printEstimates(output, 'mean', report.means);
    output.out('\n');
    printEstimates(output, 'difference', report.differences);
  }
  output.out(
    `\ncriterion ${digits(report.criterion)}, log likelihood ${digits(report.logLik)}, AIC ${digits(report.aic)}\n`,
  );
  printNotes(output, report);
}

export function printGeneralised(output: Output, report: GeneralisedReport): void {
  output.out(`${report.formula}\n${report.method}; ${rowsUsed(report)}\n\n`);
  printEstimates(output, 'coefficient', report.coefficients);
  output.out('\n');
  printTable(
    output,
    ['group', 'effect', 'variance', 'SD'],
    report.components.map(({ group, effect, variance, sd }) => [group, effect, digits(variance), digits(sd)]),
  );
  output.out(`\nlog likelihood ${digits(report.logLik)}, AIC ${digits(report.aic)}\n`);
  printNotes(output, report);
}

/** What a reader of the table must know, a line each. */
function printNotes(
  output: Output,
  { dropped, problems }: { readonly dropped: readonly string[]; readonly problems: readonly MixedProblem[] },
): void {
  if (dropped.length > 0) output.out(`left out, since other coefficients determine them: ${dropped.join(', ')}\n`);
  for (const problem of problems) output.out(`${problemWords(problem)}\n`);
}

function problemWords(problem: MixedProblem): string {
  switch (problem.code) {
    case 'singular':
      return `singular fit: ${problem.group} does not vary in ${problem.effect}, or does so only with another effect`;
    case 'endless':
      return `${problem.group} separates the outcomes: the spread of its ${problem.effect} grows without end`;
    case 'not-converged':
      return 'the search did not end at a flat place: take these figures with care';
  }
}

function rowsUsed({ rows, omitted, groups }: Pick<LinearReport, 'rows' | 'omitted' | 'groups'>): string {
  const levels = groups.map(({ group, levels }) => `${levels} of ${group}`).join(', ');
  return `${rows} rows${omitted > 0 ? ` (${omitted} with missing values left out)` : ''}${levels ? `; ${levels}` : ''}`;
}

function printEstimates(output: Output, title: string, estimates: readonly Named[]): void {
  const ratios = estimates.some(({ ratio }) => ratio !== null);
  printTable(
    output,
    [title, 'estimate', 'SE', 'df', 't', 'p', '95 % interval', ...(ratios ? ['ratio', '95 % interval'] : [])],
    estimates.map(({ name, estimate, se, df, t, p, low, high, ratio }) => [
      name,
      ...[estimate, se].map(digits),
      Number.isFinite(df) ? df.toFixed(1) : null,
      t.toFixed(3),
      p < 0.0001 ? '<0.0001' : p.toFixed(4),
      `${digits(low)} to ${digits(high)}`,
      ...(ratio ? [digits(ratio.estimate), `${digits(ratio.low)} to ${digits(ratio.high)}`] : []),
    ]),
  );
}

export function printTost(output: Output, tost: Tost): void {
  const { difference, method, estimate, se, df, lower, upper, low, high, p, equivalent } = tost;
  output.out(`${difference}: ${digits(estimate)} (SE ${digits(se)}, df ${df.toFixed(1)}), ${method}\n`);
  printTable(
    output,
    ['test', 'bound', 't', 'p'],
    [
      ['above the lower bound', lower],
      ['below the upper bound', upper],
    ].map(([name, side]) => sideRow(name as string, side as Tost['lower'])),
  );
  output.out(`interval ${digits(low)} to ${digits(high)}; p ${p.toFixed(6)}: `);
  output.out(`${equivalent ? 'equivalent' : 'equivalence is not shown'}\n`);
}

function sideRow(name: string, { bound, t, p }: Tost['lower']): string[] {
  return [name, digits(bound), t.toFixed(4), p.toFixed(6)];
}

function digits(value: number): string {
  return Number(value.toPrecision(6)).toString();
}
