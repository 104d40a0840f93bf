import { blandAltman } from '../agreement/blandAltman.ts';
import { fleissKappa, gwetAc } from '../agreement/chanceCorrected.ts';
import { cohenKappa } from '../agreement/cohenKappa.ts';
import { concordance } from '../agreement/concordance.ts';
import { intraclassCorrelations } from '../agreement/icc.ts';
import { krippendorffAlpha, type Level } from '../agreement/krippendorff.ts';
import { psychKappaInterval } from '../agreement/psychKappa.ts';
import { numberedCounts } from '../agreement/ratings.ts';
import type { Check } from './check.ts';
import { krippendorffExample, shroutFleiss } from './publishedTables.ts';

const CONFUSION = [
  [20, 5, 1],
  [4, 15, 6],
  [1, 3, 25],
];

/** Ten cases, fourteen raters, five categories: the example of the textbooks. */
const FLEISS = [
  [0, 0, 0, 0, 14],
  [0, 2, 6, 4, 2],
  [0, 0, 3, 5, 6],
  [0, 3, 9, 2, 0],
  [2, 2, 8, 1, 1],
  [7, 7, 0, 0, 0],
  [3, 2, 6, 3, 0],
  [2, 5, 3, 2, 2],
  [6, 5, 2, 1, 0],
  [0, 2, 2, 3, 7],
];

const LARGE_METER = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
const MINI_METER = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];

const ICC_SOURCE = 'Shrout and Fleiss 1979; R psych 2.2.9';
const KAPPA_SOURCE = 'R psych 2.2.9 and closed form in Python';
const VCD = 'R vcd 1.4-11';
const FLEISS_SOURCE = 'R, on the table of Fleiss';
const ALPHA_SOURCE = 'Krippendorff 2004; R';
const METER_SOURCE = 'Bland and Altman 1986; R';

/** G7 to G9 and the agreement of G14: intraclass correlations, kappas, alpha, limits of agreement. */
export const agreementChecks: readonly Check[] = [
  ...['0.165742', '0.289764', '0.714841', '0.442797', '0.620051', '0.909316'].map((expected, place) => ({
    group: 'G7',
    quantity: ['ICC(1,1)', 'ICC(2,1)', 'ICC(3,1)', 'ICC(1,k)', 'ICC(2,k)', 'ICC(3,k)'][place] ?? '',
    expected,
    source: ICC_SOURCE,
    compute: () => intraclassCorrelations(shroutFleiss)[place]?.icc ?? NaN,
  })),
  kappa('kappa', '0.6232635', () => cohenKappa(CONFUSION).kappa),
  kappa('kappa, lower', '0.4816436', () => cohenKappa(CONFUSION).low),
  kappa('kappa, upper', '0.7648834', () => cohenKappa(CONFUSION).high),
  kappa('quadratic kappa', '0.7667638', () => cohenKappa(CONFUSION, 'quadratic').kappa),
  kappa('quadratic kappa, lower, as psych has it', '0.6516248', () => psychKappaInterval(CONFUSION, 'quadratic').low),
  kappa('quadratic kappa, upper, as psych has it', '0.8819029', () => psychKappaInterval(CONFUSION, 'quadratic').high),
  // psych departs from the formula of 1969 (see psychKappa.ts); vcd and SAS keep to it, and so do we.
  {
    ...kappa('quadratic kappa, SE', '0.06029226', () => cohenKappa(CONFUSION, 'quadratic').standardError),
    source: VCD,
  },
  {
    group: 'G9',
    quantity: "Fleiss' kappa",
    expected: '0.2099307',
    source: FLEISS_SOURCE,
    compute: () => fleissKappa(numberedCounts(FLEISS)).coefficient,
  },
  {
    group: 'G9',
    quantity: "Gwet's AC1",
    expected: '0.2256142',
    source: FLEISS_SOURCE,
    compute: () => gwetAc(numberedCounts(FLEISS)).coefficient,
  },
  ...(
    [
      ['nominal', '0.7434211'],
      ['ordinal', '0.8153875'],
      ['interval', '0.8491071'],
      ['ratio', '0.7974028'],
    ] satisfies [Level, string][]
  ).map(([level, expected]) => ({
    group: 'G9',
    quantity: `Krippendorff's alpha, ${level}`,
    expected,
    source: ALPHA_SOURCE,
    compute: () => krippendorffAlpha(krippendorffExample, level).alpha,
  })),
  meter('Bland-Altman bias', '-2.117647', () => limits().bias.value),
  meter('Bland-Altman SD', '38.765130', () => limits().standardDeviation),
  meter('lower limit of agreement', '-78.0973', () => limits().lower.value),
  meter('upper limit of agreement', '73.8620', () => limits().upper.value),
  meter("Lin's concordance correlation", '0.9427424', () => concordance(LARGE_METER, MINI_METER).ccc),
];

function kappa(quantity: string, expected: string, compute: () => number): Check {
  return { group: 'G8', quantity, expected, source: KAPPA_SOURCE, compute };
}

function limits(): ReturnType<typeof blandAltman> {
  return blandAltman(LARGE_METER, MINI_METER);
}

function meter(quantity: string, expected: string, compute: () => number): Check {
  return { group: 'G14', quantity, expected, source: METER_SOURCE, compute };
}
