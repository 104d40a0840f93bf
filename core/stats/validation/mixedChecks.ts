import { equivalence } from '../equivalence.ts';
import { parseFormula } from '../mixed/formula.ts';
import { modelFrame } from '../mixed/frame.ts';
import { fitLinearMixed } from '../mixed/linearMixed.ts';
import { linearReport, type LinearReport } from '../mixed/linearReport.ts';
import type { DegreesOfFreedom } from '../mixed/inference.ts';
import type { Table } from '../table.ts';
import type { Check } from './check.ts';
import { madeStudy } from './madeStudy.ts';

/** What two optimisers may differ by. */
const OPTIMISED = 1e-4;
const LME4 = 'R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2';
const CROSSED = 'y ~ arm + (1|reader) + (1|case)';

/** G5 and G6: the made study and its Latin-square half by a linear mixed model, equivalence, non-inferiority. */
export const mixedChecks: readonly Check[] = [
  ...checksOf('G5', () => report(madeStudy(), CROSSED), [
    ['arm', '-0.138321827', (fit) => effect(fit, 1).estimate],
    ['arm, SE', '0.0422008344', (fit) => effect(fit, 1).se],
    ['arm, df', '258', (fit) => effect(fit, 1).df],
    ['arm, p', '0.00119028', (fit) => effect(fit, 1).p],
    ['variance of case', '0.085788', (fit) => variance(fit, 'case')],
    ['variance of reader', '0.105361', (fit) => variance(fit, 'reader')],
    ['residual variance', '0.1282256', (fit) => fit.residual.variance],
    ['REML criterion', '303.2467711', (fit) => fit.criterion],
    ['ratio', '0.8708184', (fit) => Math.exp(effect(fit, 1).estimate)],
    ['90 % interval, lower', '-0.2079862', (fit) => within(fit, 1.25).low],
    ['90 % interval, upper', '-0.0686575', (fit) => within(fit, 1.25).high],
    ['TOST at 1.25, t of the closer bound', '2.0099533', (fit) => within(fit, 1.25).lower.t],
    ['TOST at 1.25, p', '0.0227385547', (fit) => within(fit, 1.25).p],
    ['non-inferiority at 1.10, t', '-5.536', (fit) => within(fit, 1.1).upper.t],
  ]),
  ...checksOf('G6', () => report(madeStudy(true), CROSSED), [
    ['arm', '-0.14114776', (fit) => effect(fit, 1).estimate],
    ['arm, SE', '0.0596463508', (fit) => effect(fit, 1).se],
    ['arm, df', '114', (fit) => effect(fit, 1).df],
    ['arm, p', '0.0196', (fit) => effect(fit, 1).p],
    ['variance of case', '0.0929366', (fit) => variance(fit, 'case')],
    ['variance of reader', '0.0829147', (fit) => variance(fit, 'reader')],
    ['residual variance', '0.1280767', (fit) => fit.residual.variance],
  ]),
];

/** G2 from lme4's data set sleepstudy, which is not ours to ship. */
export function sleepChecks(sleepstudy: Table): Check[] {
  const formula = 'Reaction ~ Days + (Days|Subject)';
  return [
    ...checksOf('G2', () => report(sleepstudy, formula), [
      ['intercept', '251.405105', (fit) => effect(fit, 0).estimate],
      ['intercept, SE', '6.8245967', (fit) => effect(fit, 0).se],
      ['Days', '10.467286', (fit) => effect(fit, 1).estimate],
      ['Days, SE', '1.5457896', (fit) => effect(fit, 1).se],
      ['Days, Kenward-Roger df', '17', (fit) => effect(fit, 1).df],
      ['Days, t', '6.7714815', (fit) => effect(fit, 1).estimate / effect(fit, 1).se],
    ]),
    ...checksOf('G2', () => report(sleepstudy, formula, 'satterthwaite'), [
      ['Days, Satterthwaite df', '16.99998', (fit) => effect(fit, 1).df],
    ]),
  ];
}

function report(table: Table, formula: string, df: DegreesOfFreedom = 'kenward-roger'): LinearReport {
  return linearReport(fitLinearMixed(modelFrame(table, parseFormula(formula))), { df });
}

function effect(
  { coefficients }: LinearReport,
  place: number,
): { estimate: number; se: number; df: number; p: number } {
  return coefficients[place] ?? { estimate: NaN, se: NaN, df: NaN, p: NaN };
}

function variance({ components }: LinearReport, group: string): number {
  return components.find((each) => each.group === group)?.variance ?? NaN;
}

function within(fit: LinearReport, ratio: number): ReturnType<typeof equivalence> {
  return equivalence(effect(fit, 1), -Math.log(ratio), Math.log(ratio));
}

/** Checks on one fit, which is made once for all of them. */
function checksOf(
  group: string,
  fit: () => LinearReport,
  rows: readonly (readonly [string, string, (fit: LinearReport) => number])[],
): Check[] {
  let made: LinearReport | null = null;
  return rows.map(([quantity, expected, take]) => ({
    group,
    quantity,
    expected,
    source: LME4,
    tolerance: OPTIMISED,
    compute: () => take((made ??= fit())),
  }));
}
