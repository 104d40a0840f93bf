import { Option } from 'commander';
import { blandAltman } from '#core/stats/agreement/blandAltman.ts';
import { fleissKappa, gwetAc, type Agreement } from '#core/stats/agreement/chanceCorrected.ts';
import { cohenKappa, type Kappa } from '#core/stats/agreement/cohenKappa.ts';
import { concordance } from '#core/stats/agreement/concordance.ts';
import { categoriesOf, crossTable, type AgreementWeights } from '#core/stats/agreement/crossTable.ts';
import { intraclassCorrelations } from '#core/stats/agreement/icc.ts';
import { krippendorffAlpha, krippendorffInterval, type Level } from '#core/stats/agreement/krippendorff.ts';
import { psychKappaInterval } from '#core/stats/agreement/psychKappa.ts';
import { seededRandom } from '#core/random.ts';
import { printTable } from './output.ts';
import { wholeNumber } from './numbers.ts';
import { statsMethod } from './statsMethod.ts';
import { printValues, short } from './statsPrint.ts';
import { asNumbers, complete, ratedCases, twoRaters } from './statsRatings.ts';

const RATED = ['case', 'rater', 'rating'];

/** Methods of agreement between raters: a long table, or a wide one with a column a rater. */
export const agreementMethods = [
  statsMethod({
    name: 'kappa',
    description: "Cohen's kappa of two raters, Fleiss' kappa of more, and Gwet's AC",
    columns: RATED,
    extend: (command) =>
      command
        .addOption(
          new Option('--weights <name>', 'agreement of different categories')
            .choices(['identity', 'linear', 'quadratic'])
            .default('identity'),
        )
        .option('--categories <names>', 'the categories in their order, commas between; else those seen', list),
    compute: ({ table, options }) => {
      const { raters, cells } = ratedCases(table);
      const weights = options['weights'] as AgreementWeights;
      const seen = cells.flat().filter((cell) => cell !== null);
      const categories = (options['categories'] as string[] | undefined) ?? categoriesOf(seen);
      const counts = cells.map((row) => categories.map((name) => row.filter((cell) => cell === name).length));
      const all = { counts, values: categories.map((_, place) => place + 1) };
      const common = { raters, categories, weights };
      if (raters.length !== 2)
        return { method: 'Fleiss', ...common, ...fleissOf(fleissKappa(all, weights)), gwet: gwetAc(all, weights) };
      const both = cells.filter((row) => row.every((cell) => cell !== null)).map((row) => row.map(String));
      const cross = crossTable(
        both.map(([first]) => first ?? ''),
        both.map(([, second]) => second ?? ''),
        categories,
      );
      const kappa: Kappa = cohenKappa(cross, weights);
      return {
        method: 'Cohen',
        ...common,
        cases: both.length,
        table: cross,
        ...kappa,
        gwet: gwetAc(all, weights),
        // What R's psych prints instead, for readers who compare.
        asPsych: psychKappaInterval(cross, weights),
      };
    },
    print: (output, result) =>
      printTable(
        output,
        ['coefficient', 'raters', 'value', 'SE', '95 % interval'],
        [
          [`${result.method}'s kappa`, result.raters.length, ...valueOf(result.kappa, result)],
          ["Gwet's AC", result.raters.length, ...valueOf(result.gwet.coefficient, result.gwet)],
        ],
      ),
  }),
  statsMethod({
    name: 'alpha',
    description: "Krippendorff's alpha with its bootstrap interval; missing ratings are no problem",
    columns: RATED,
    extend: (command) =>
      command
        .addOption(
          new Option('--level <name>', 'level of measurement')
            .choices(['nominal', 'ordinal', 'interval', 'ratio'])
            .default('nominal'),
        )
        .option('--seed <number>', 'of the bootstrap', wholeNumber, 1),
    compute: ({ table, options }) => {
      const { raters, cells } = ratedCases(table);
      const level = options['level'] as Level;
      const numbers = level === 'nominal' ? numbered(cells) : asNumbers("Krippendorff's alpha", cells);
      const random = seededRandom(options['seed'] as number);
      const interval = krippendorffInterval(numbers, level, { random });
      return { level, raters, ...krippendorffAlpha(numbers, level), ...interval, seed: options['seed'] };
    },
    print: (output, { level, raters, alpha, low, high, cases, ratings }) =>
      printTable(
        output,
        ['level', 'raters', 'cases', 'ratings', 'alpha', '95 % interval'],
        [[level, raters.length, cases, ratings, short(alpha), `${short(low)} to ${short(high)}`]],
      ),
  }),
  statsMethod({
    name: 'icc',
    description: 'the six intraclass correlations of Shrout and Fleiss',
    columns: RATED,
    compute: ({ table }) => {
      const rated = ratedCases(table);
      const forms = intraclassCorrelations(complete('intraclass correlation', rated));
      return { raters: rated.raters.length, cases: rated.cases.length, forms };
    },
    print: (output, { forms }) =>
      printTable(
        output,
        ['form', 'ICC', '95 % interval', 'F', 'df1', 'df2', 'p'],
        forms.map((each) => [
          each.form,
          short(each.icc),
          `${short(each.low)} to ${short(each.high)}`,
          short(each.f),
          each.df1,
          each.df2,
          short(each.p),
        ]),
      ),
  }),
  statsMethod({
    name: 'blandaltman',
    description: "Bland and Altman's limits of agreement of two methods",
    columns: RATED,
    compute: ({ table }) => blandAltman(...twoRaters('limits of agreement', ratedCases(table))),
    print: (output, { bias, standardDeviation, lower, upper }) =>
      printTable(
        output,
        ['', 'value', '95 % interval'],
        [
          ...Object.entries({ bias, 'lower limit': lower, 'upper limit': upper }).map(([name, each]) => [
            name,
            short(each.value),
            `${short(each.low)} to ${short(each.high)}`,
          ]),
          ['SD', short(standardDeviation), null],
        ],
      ),
  }),
  statsMethod({
    name: 'lin',
    description: "Lin's concordance correlation of two methods",
    columns: RATED,
    compute: ({ table }) => concordance(...twoRaters("Lin's concordance correlation", ratedCases(table))),
    print: printValues,
  }),
];

function list(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** The names that `cohenKappa` gives its figures, for Fleiss' too. */
function fleissOf({ coefficient, ...rest }: Agreement): Omit<Agreement, 'coefficient'> & { kappa: number } {
  return { kappa: coefficient, ...rest };
}

function valueOf(
  value: number,
  { standardError, low, high }: { standardError: number; low: number; high: number },
): [string, string, string] {
  return [short(value), short(standardError), `${short(low)} to ${short(high)}`];
}

/** Categories by their places: names are as good as numbers where only equality counts. */
function numbered(cells: readonly (readonly (string | null)[])[]): (number | null)[][] {
  const names = categoriesOf(cells.flat().filter((cell) => cell !== null));
  return cells.map((row) => row.map((cell) => (cell === null ? null : names.indexOf(cell))));
}
