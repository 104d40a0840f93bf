import { equivalence } from '../equivalence.ts';
import { parseFormula } from '../mixed/formula.ts';
import { modelFrame } from '../mixed/frame.ts';
import { fitLinearMixed } from '../mixed/linearMixed.ts';
import { linearReport, type LinearReport } from '../mixed/linearReport.ts';
import type { GeneralisedReport } from '../mixed/generalised.ts';
import { fitLogisticMixed } from '../mixed/logisticMixed.ts';
import { fitOrdinalMixed } from '../mixed/ordinalMixed.ts';
import type { DegreesOfFreedom } from '../mixed/inference.ts';
import type { Table } from '../table.ts';
import type { Check } from './check.ts';
import { madeStudy } from './madeStudy.ts';
import { bitterWine, penicillin, pleuropneumonia } from './publicData.ts';

/** What two optimisers may differ by. */
const OPTIMISED = 1e-4;
const PACKAGES = 'R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2, ordinal 2022.11-16';
/** As `test/golden/stats` runs them: R's defaults stop earlier, at the figures that are printed elsewhere. */
const TO_THE_END = `${PACKAGES}; optimiser run to the end`;
const CROSSED = 'y ~ arm + (1|reader) + (1|case)';

/**
 * G1, G3 and G4: crossed intercepts, a logistic and a cumulative-link model of published data; G5 and G6: the made study
 * and its Latin-square half by a linear mixed model, equivalence, non-inferiority.
 */
export const mixedChecks: readonly Check[] = [
  // lmer's default stops short of the optimum: the 3.73113 that is printed everywhere is 2e-4 off.
  ...checksOf(
    'G1',
    () => report(penicillin(), 'diameter ~ 1 + (1|plate) + (1|sample)'),
    [
      ['intercept', '22.97222', (fit) => effect(fit, 0).estimate],
      ['variance of plate', '0.7169083', (fit) => variance(fit, 'plate')],
      ['variance of sample', '3.730919', (fit) => variance(fit, 'sample')],
      ['residual variance', '0.3024154', (fit) => fit.residual.variance],
      ['REML criterion', '330.860589', (fit) => fit.criterion],
    ],
    TO_THE_END,
  ),
  // glmer's default stops short of the maximum: the intercept of -1.398343 that is printed everywhere is 2e-4 off.
  ...checksOf(
    'G3',
    logistic,
    [
      ['intercept', '-1.39853213', (fit) => logOdds(fit, 0).estimate],
      ['period 2', '-0.99233261', (fit) => logOdds(fit, 1).estimate],
      ['period 3', '-1.12867205', (fit) => logOdds(fit, 2).estimate],
      ['period 4', '-1.58031398', (fit) => logOdds(fit, 3).estimate],
      ['intercept, SE', '0.23247181', (fit) => logOdds(fit, 0).se],
      ['SD of herd', '0.64226144', (fit) => Math.sqrt(variance(fit, 'herd'))],
      ['log likelihood', '-92.02628187', (fit) => fit.logLik],
    ],
    TO_THE_END,
  ),
  ...checksOf('G4', ordinal, [
    ['threshold 1|2', '-1.6236668', (fit) => logOdds(fit, 0).estimate],
    ['threshold 4|5', '6.0887724', (fit) => logOdds(fit, 3).estimate],
    ['warm', '3.0629965', (fit) => logOdds(fit, 4).estimate],
    ['warm, SE', '0.5953811', (fit) => logOdds(fit, 4).se],
    ['contact', '1.8348849', (fit) => logOdds(fit, 5).estimate],
    ['contact, SE', '0.5125327', (fit) => logOdds(fit, 5).se],
    ['variance of judge', '1.279461', (fit) => variance(fit, 'judge')],
    ['log likelihood', '-81.56541', (fit) => fit.logLik],
  ]),
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

function logistic(): GeneralisedReport {
  const formula = 'cbind(incidence, healthy) ~ period + (1|herd)';
  return fitLogisticMixed(modelFrame(pleuropneumonia(), parseFormula(formula)));
}

function ordinal(): GeneralisedReport {
  return fitOrdinalMixed(modelFrame(bitterWine(), parseFormula('rating ~ temp + contact + (1|judge)')));
}

function logOdds({ coefficients }: GeneralisedReport, place: number): { estimate: number; se: number } {
  return coefficients[place] ?? { estimate: NaN, se: NaN };
}

function variance({ components }: LinearReport | GeneralisedReport, group: string): number {
  return components.find((each) => each.group === group)?.variance ?? NaN;
}

function within(fit: LinearReport, ratio: number): ReturnType<typeof equivalence> {
  return equivalence(effect(fit, 1), -Math.log(ratio), Math.log(ratio));
}

/** Checks on one fit, which is made once for all of them. */
function checksOf<Fit>(
  group: string,
  fit: () => Fit,
  rows: readonly (readonly [string, string, (fit: Fit) => number])[],
  source = PACKAGES,
): Check[] {
  let made: Fit | null = null;
  return rows.map(([quantity, expected, take]) => ({
    group,
    quantity,
    expected,
    source,
    tolerance: OPTIMISED,
    compute: () => take((made ??= fit())),
  }));
}
