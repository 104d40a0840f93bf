import { Failure } from '#core/errors.ts';
import { mean, standardDeviation } from '#core/stats/describe.ts';
import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { byReader } from './byReader.ts';
import { measureOf } from './measures.ts';
import type { ReadRow } from './rows.ts';

interface Rating {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
}

/** A scale in one arm of a group, in the form of figure 6d of arXiv 2401.12208v2. */
export interface RatingTable {
  readonly group: string;
  readonly arm: string;
  readonly item: string;
  readonly overall: Rating;
  readonly readers: readonly (Rating & { readonly reader: string })[];
  /**
   * Agreement of single readers about a case: variance between cases over that of cases, readers and rest, by REML;
   * ICC(2,1) of Shrout and Fleiss where every reader rates every case. Null where it can't be told; the paper does not
   * name its form.
   */
  readonly icc: number | null;
  /** Against the first arm of the group with this scale, two-sided Mann-Whitney, reads independent; null for that arm. */
  readonly p: number | null;
}

/** More ratings than this are no table of a paper, and their coefficient is left out. */
const MOST_RATINGS = 5000;

interface Rated {
  readonly reader: string;
  readonly case: string;
  readonly value: number;
}

/** Every scale that an arm answered, as the paper's table has it: mean and SD by reader and overall. */
export function ratingTables(rows: readonly ReadRow[], { groups, questionnaire }: Protocol): RatingTable[] {
  return groups.flatMap((group) =>
    questionnaire.flatMap((item) => {
      if (item.type !== 'scale') return [];
      const rated = group.arms
        .map(({ arm }) => ({ arm, values: ratedIn(rows, group.id, arm, item.id) }))
        .filter(({ values }) => values.length > 0);
      return rated.map(({ arm, values }, index) => ({
        group: group.id,
        arm,
        item: item.id,
        overall: summary(values),
        readers: [...byReader(values)].map(([reader, own]) => ({ reader, ...summary(own) })),
        icc: agreement(values),
        p: index === 0 ? null : (mannWhitney(numbers(rated[0]?.values ?? []), numbers(values))?.p ?? null),
      }));
    }),
  );
}

function ratedIn(rows: readonly ReadRow[], group: string, arm: string, item: string): Rated[] {
  return rows.flatMap((row) => {
    const value = row.group === group && row.arm === arm ? measureOf({ kind: 'scale', item }, row) : null;
    return value === null ? [] : [{ reader: row.reader, case: row.case, value }];
  });
}

function summary(values: readonly Rated[]): Rating {
  return { n: values.length, mean: mean(numbers(values)), sd: standardDeviation(numbers(values)) };
}

function numbers(values: readonly Rated[]): number[] {
  return values.map(({ value }) => value);
}

function agreement(values: readonly Rated[]): number | null {
  const readers = new Set(values.map(({ reader }) => reader)).size;
  const cases = new Set(values.map((each) => each.case)).size;
  if (readers < 2 || cases < 2 || cases === values.length || values.length > MOST_RATINGS) return null;
  const names = ['reader', 'case', 'value'] as const;
  const columns = new Map(names.map((name) => [name, values.map((each) => each[name])]));
  try {
    const table = { file: 'reads', rows: values.length, columns };
    const fit = fitLinearMixed(modelFrame(table, parseFormula('value ~ 1 + (1 | reader) + (1 | case)')));
    const between = fit.components.reduce((sum, { variance }) => sum + variance, 0);
    const ofCases = fit.components.find(({ group }) => group === 'case')?.variance ?? 0;
    return ofCases / (between + fit.residualVariance);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return null;
  }
}
