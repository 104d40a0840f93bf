import { Failure } from '#core/errors.ts';
import { hodgesLehmannPaired } from '#core/stats/hodgesLehmann.ts';
import { mcnemar } from '#core/stats/mcnemar.ts';
import { benjaminiHochberg, holm } from '#core/stats/multiplicity.ts';
import { signedRank } from '#core/stats/signedRank.ts';
import { numberColumn, type Table } from '#core/stats/table.ts';
import { pairedT } from '#core/stats/tTest.ts';
import { printTable } from './output.ts';
import { statsMethod } from './statsMethod.ts';
import { printValues, short } from './statsPrint.ts';

/** Methods on pairs, a row each, and on p-values. */
export const pairMethods = [
  statsMethod({
    name: 'wilcoxon',
    description: "Wilcoxon's signed-rank test of pairs with the Hodges-Lehmann shift; or one column difference",
    columns: ['first', 'second'],
    compute: ({ table }) => {
      const [first, second] = pairs(table);
      const differences = first.map((value, row) => value - (second[row] ?? 0));
      const { estimate, low, high, reached } = hodgesLehmannPaired(differences);
      return { ...signedRank(differences), shift: estimate, low, high, confidence: reached };
    },
    print: printValues,
  }),
  statsMethod({
    name: 'ttest',
    description: "Student's t test of pairs; or one column difference",
    columns: ['first', 'second'],
    compute: ({ table }) => pairedT(...pairs(table)),
    print: printValues,
  }),
  statsMethod({
    name: 'mcnemar',
    description: "McNemar's test of pairs of yes/no answers, 1 and 0",
    columns: ['first', 'second'],
    compute: ({ table }) => {
      const [first, second] = pairs(table);
      if ([...first, ...second].some((value) => value !== 0 && value !== 1))
        throw new Failure('statistics', { method: "McNemar's test", reason: 'an answer is neither 1 nor 0' });
      const only = (a: readonly number[], b: readonly number[]): number =>
        a.filter((value, row) => value === 1 && b[row] === 0).length;
      const [firstOnly, secondOnly] = [only(first, second), only(second, first)];
      return { pairs: first.length, firstOnly, secondOnly, ...mcnemar(firstOnly, secondOnly) };
    },
    print: printValues,
  }),
  statsMethod({
    name: 'adjust',
    description: 'p-values adjusted for their number: Holm, Benjamini-Hochberg',
    columns: ['p'],
    compute: ({ table }) => {
      const values = numberColumn(table, 'p').filter((value) => value !== null);
      if (values.some((value) => value < 0 || value > 1))
        throw new Failure('statistics', { method: 'The adjustment of p-values', reason: 'a value is outside 0 to 1' });
      const [stepDown, stepUp] = [holm(values), benjaminiHochberg(values)];
      return values.map((p, row) => ({ p, holm: stepDown[row] ?? 1, benjaminiHochberg: stepUp[row] ?? 1 }));
    },
    print: (output, rows) =>
      printTable(
        output,
        ['p', 'Holm', 'Benjamini-Hochberg'],
        rows.map((row) => [row.p, row.holm, row.benjaminiHochberg].map(short)),
      ),
  }),
];

/** Rows with both values; of a table with the column `difference` those against zero. */
function pairs(table: Table): [number[], number[]] {
  if (table.columns.has('difference') && !table.columns.has('first')) {
    const differences = numberColumn(table, 'difference').filter((value) => value !== null);
    return [differences, differences.map(() => 0)];
  }
  const [first, second] = [numberColumn(table, 'first'), numberColumn(table, 'second')];
  const both = first.flatMap((value, row) => {
    const other = second[row] ?? null;
    return value === null || other === null ? [] : [[value, other] as const];
  });
  return [both.map(([value]) => value), both.map(([, value]) => value)];
}
