import { bangIndex } from '../blinding/bang.ts';
import { jamesIndex } from '../blinding/james.ts';
import { equivalence, type Equivalence } from '../equivalence.ts';
import { hodgesLehmannPaired } from '../hodgesLehmann.ts';
import { mcnemar } from '../mcnemar.ts';
import { benjaminiHochberg, holm } from '../multiplicity.ts';
import { clopperPearson, wilson } from '../proportion.ts';
import { signedRank } from '../signedRank.ts';
import { pairedT } from '../tTest.ts';
import { characterDistance } from '#core/text/edits.ts';
import type { Check } from './check.ts';
import { sleepHours, tenDifferences } from './publishedTables.ts';

const ACTIVE = { right: 82, wrong: 25, unknown: 170 };
const PLACEBO = { right: 29, wrong: 27, unknown: 83 };
const GUESSED = [
  [82, 27],
  [25, 29],
];

/** The p-values of Benjamini and Hochberg's example with 25 hypotheses. */
const P_VALUES = [
  0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341, 0.384,
  0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
];

/** G10, G11, G13 and the tests of G14: ranks, blinding, t, proportions, multiplicity, edit distance. */
export const testChecks: readonly Check[] = [
  ...group('G10', 'R 4.2.2, wilcox.test', [
    ['V of the signed ranks', '45', () => signedRank(tenDifferences).v],
    ['p, exact', '0.08398', () => signedRank(tenDifferences).p],
    ['Hodges-Lehmann', '1.05', () => hodgesLehmannPaired(tenDifferences).estimate],
    ['Hodges-Lehmann, lower', '-0.2', () => hodgesLehmannPaired(tenDifferences).low],
    ['Hodges-Lehmann, upper', '2.1', () => hodgesLehmannPaired(tenDifferences).high],
  ]),
  ...group('G11', 'R package BI; closed form in Python', [
    ["James' index", '0.7479275', () => jamesIndex(GUESSED, [170, 83]).index],
    ["James' index, SE", '0.0217374', () => jamesIndex(GUESSED, [170, 83]).standardError],
    ["James' index, lower", '0.7053230', () => jamesIndex(GUESSED, [170, 83]).low],
    ["James' index, upper", '0.7905321', () => jamesIndex(GUESSED, [170, 83]).high],
    ["Bang's index, active", '0.2057762', () => bangIndex(ACTIVE).index],
    ["Bang's index, active, SE", '0.0352371', () => bangIndex(ACTIVE).standardError],
    ["Bang's index, active, one-sided lower", '0.1478163', () => bangIndex(ACTIVE).oneSidedLow],
    ["Bang's index, placebo", '0.0143885', () => bangIndex(PLACEBO).index],
    ["Bang's index, placebo, SE", '0.0538230', () => bangIndex(PLACEBO).standardError],
    ["Bang's index, placebo, one-sided lower", '-0.0741424', () => bangIndex(PLACEBO).oneSidedLow],
  ]),
  ...group('G13', "R 4.2.2, data set 'sleep'", [
    ['paired t', '-4.0621277', () => pairedT(...sleepHours).t],
    ['degrees of freedom', '9', () => pairedT(...sleepHours).df],
    ['p', '0.00283289', () => pairedT(...sleepHours).p],
    ['90 % interval, lower', '-2.2930053', () => pairedT(...sleepHours, 0.9).low],
    ['90 % interval, upper', '-0.8669947', () => pairedT(...sleepHours, 0.9).high],
    ['TOST at 2.5, lower t', '2.3652895', () => sleepTost().lower.t],
    ['TOST at 2.5, lower p', '0.02111686', () => sleepTost().lower.p],
    ['TOST at 2.5, upper t', '-10.4895449', () => sleepTost().upper.t],
    ['TOST at 2.5, upper p', '1.2e-06', () => sleepTost().upper.p],
  ]),
  ...group('G14', 'R 4.2.2', [
    ['McNemar, corrected chi-squared', '16.817797', () => mcnemar(150, 86).chiSquared],
    ['McNemar, p', '4.114562e-05', () => mcnemar(150, 86).p],
    ['McNemar, exact p', '3.715936e-05', () => mcnemar(150, 86).pExact],
    ['Wilson 18 of 50, lower', '0.2413875', () => wilson(18, 50).low],
    ['Wilson 18 of 50, upper', '0.4985898', () => wilson(18, 50).high],
    ['Clopper-Pearson 18 of 50, lower', '0.2291571', () => clopperPearson(18, 50).low],
    ['Clopper-Pearson 18 of 50, upper', '0.5080686', () => clopperPearson(18, 50).high],
    ...['0.025', '0.192', '0.897', '0.902', '0.902'].map(
      (expected, place) => [`Holm, p ${place + 1}`, expected, () => holm(P_VALUES)[place] ?? NaN] as const,
    ),
    ...['0.025', '0.100', '0.210', '0.210', '0.210'].map(
      (expected, place) =>
        [`Benjamini-Hochberg, p ${place + 1}`, expected, () => benjaminiHochberg(P_VALUES)[place] ?? NaN] as const,
    ),
    ['Levenshtein distance of kitten and sitting', '3', () => characterDistance('kitten', 'sitting')],
  ]),
];

function sleepTost(): Equivalence {
  const { estimate, standardError, df } = pairedT(...sleepHours);
  return equivalence({ estimate, se: standardError, df }, -2.5, 2.5);
}

function group(
  name: string,
  source: string,
  rows: readonly (readonly [quantity: string, expected: string, compute: () => number])[],
): Check[] {
  return rows.map(([quantity, expected, compute]) => ({ group: name, quantity, expected, source, compute }));
}
