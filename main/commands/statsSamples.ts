import { Failure } from '#core/errors.ts';
import { hodgesLehmannShift } from '#core/stats/hodgesLehmann.ts';
import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { EXACT_UP_TO, mannWhitneyExact } from '#core/stats/mannWhitneyExact.ts';
import { column, numberColumn, type Table } from '#core/stats/table.ts';
import { printTable } from './output.ts';
import { statsMethod } from './statsMethod.ts';
import { short } from './statsPrint.ts';

/** Methods on independent and paired samples. */
export const sampleMethods = [
  statsMethod({
    name: 'mannwhitney',
    description: 'Mann-Whitney U test of two samples, two-sided',
    columns: ['value', 'group'],
    compute: ({ table }) => {
      const [first, second] = twoSamples(table);
      const result = mannWhitney(first.values, second.values);
      if (result) {
        const n = [first.values.length, second.values.length] as const;
        // With ties `p` is that of the normal approximation, as in R; this is exact all the same.
        const pExact = n[0] + n[1] <= EXACT_UP_TO ? mannWhitneyExact(first.values, second.values) : null;
        const { estimate: shift, low, high } = hodgesLehmannShift(first.values, second.values);
        return { groups: [first.name, second.name], n, ...result, pExact, shift, low, high };
      }
      throw new Failure('statistics', { method: 'Mann-Whitney', reason: 'all values are equal' });
    },
    print: (output, { groups, n, u, p, method, pExact, shift, low, high }) =>
      printTable(
        output,
        ['groups', 'n', 'U', 'p', 'method', 'exact p', 'shift', '95 % interval'],
        [
          [
            groups.join(', '),
            n.join(', '),
            u,
            p.toFixed(6),
            method,
            pExact?.toFixed(6) ?? null,
            short(shift),
            `${short(low)} to ${short(high)}`,
          ],
        ],
      ),
  }),
];

interface Sample {
  readonly name: string;
  readonly values: readonly number[];
}

/** The values of the two groups, in the order of the alphabet. Throws statistics where there are not two. */
export function twoSamples(table: Table): readonly [Sample, Sample] {
  const values = numberColumn(table, 'value');
  const groups = column(table, 'group');
  const names = [...new Set(groups.filter((group) => group !== null).map(String))].sort();
  const [first, second, ...more] = names.map((name) => ({
    name,
    values: values.filter((value, row): value is number => value !== null && String(groups[row]) === name),
  }));
  if (first && second && more.length === 0) return [first, second];
  const reason = `group has ${names.length} values where two are compared: ${names.slice(0, 5).join(', ')}`;
  throw new Failure('statistics', { method: 'A comparison of two samples', reason });
}
