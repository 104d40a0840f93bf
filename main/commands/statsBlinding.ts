import { Failure } from '#core/errors.ts';
import { bangIndex } from '#core/stats/blinding/bang.ts';
import { jamesIndex } from '#core/stats/blinding/james.ts';
import { column, numberColumn, type Table } from '#core/stats/table.ts';
import { printTable } from './output.ts';
import { statsMethod } from './statsMethod.ts';
import { printValues, short } from './statsPrint.ts';

/** Whether readers could tell the arms apart: a row a read (or, with `count`, a group of reads), its arm and the guess. */
export const blindingMethods = [
  statsMethod({
    name: 'bang',
    description: 'Bang\'s blinding index of each arm; an empty guess is "don\'t know"; a column count is heeded',
    columns: ['arm', 'guess'],
    compute: ({ table }) => {
      const { arms, guessed, unknown } = guesses(table);
      return arms.map((arm, j) => {
        const right = guessed[j]?.[j] ?? 0;
        const wrong = guessed.reduce((sum, row) => sum + (row[j] ?? 0), 0) - right;
        return {
          arm,
          right,
          wrong,
          unknown: unknown[j] ?? 0,
          ...bangIndex({ right, wrong, unknown: unknown[j] ?? 0 }),
        };
      });
    },
    print: (output, rows) =>
      printTable(
        output,
        ['arm', 'right', 'wrong', "don't know", 'index', 'SE', '95 % interval', 'one-sided lower'],
        rows.map((row) => [
          row.arm,
          row.right,
          row.wrong,
          row.unknown,
          short(row.index),
          short(row.standardError),
          `${short(row.low)} to ${short(row.high)}`,
          short(row.oneSidedLow),
        ]),
      ),
  }),
  statsMethod({
    name: 'james',
    description: 'James\' blinding index of the study; an empty guess is "don\'t know"; a column count is heeded',
    columns: ['arm', 'guess'],
    compute: ({ table }) => {
      const { arms, guessed, unknown } = guesses(table);
      return { arms, ...jamesIndex(guessed, unknown) };
    },
    print: printValues,
  }),
];

const UNKNOWN = /^(don'?t[ _-]?know|dk|unknown|unsure|not sure)$/i;

function guesses(table: Table): { arms: string[]; guessed: number[][]; unknown: number[] } {
  const [of, guess] = [column(table, 'arm'), column(table, 'guess')];
  const times = table.columns.has('count') ? numberColumn(table, 'count') : of.map(() => 1);
  const arms = [...new Set(of.filter((arm) => arm !== null).map(String))].sort();
  const guessed = arms.map(() => arms.map(() => 0));
  const unknown = arms.map(() => 0);
  for (const [row, arm] of of.entries()) {
    const j = arms.indexOf(String(arm));
    const said = guess[row] ?? null;
    const i = said === null ? -1 : arms.indexOf(String(said));
    if (j < 0 || (i < 0 && said !== null && !UNKNOWN.test(String(said))))
      throw new Failure('csv-row', { file: table.file, row: row + 2, reason: `${said ?? arm} is none of the arms` });
    const line = i < 0 ? unknown : guessed[i];
    if (line) line[j] = (line[j] ?? 0) + (times[row] ?? 0);
  }
  return { arms, guessed, unknown };
}
