import { demandInput } from '../demand.ts';
import { normalQuantile } from '../normal.ts';
import type { FailureData } from '#core/errors.ts';
import { meanSquares, type Scores } from './icc.ts';

export interface CrossedLimits {
  /** Mean difference, first arm less second, in the unit of the values. */
  readonly bias: number;
  /** Variances of the difference by reader, by case, and the rest: estimates, so one may come out below zero. */
  readonly components: { readonly reader: number; readonly case: number; readonly rest: number };
  /** Interval of the bias over other readers and cases. */
  readonly interval: readonly [number, number] | null;
  /** Between these lie 95 % of the differences of any reader and case. */
  readonly limits: readonly [number, number] | null;
  /** Why there is no interval and no limits: a variance component below zero. */
  readonly problem: FailureData | null;
}

const METHOD = 'limits of agreement over readers and cases';

/**
 * Limits of agreement between two arms in a fully crossed study, the same reader in both arms: `first[case][reader]`
 * less `second[case][reader]` by a two-way analysis of variance, components from its expected mean squares. Wen and
 * Gallas, Statistics in Biopharmaceutical Research 2022;14:532. A component below zero is no variance, and its root no
 * number: there is no interval then, and the problem says so.
 * Throws stats-too-few under two readers or two cases, statistics where a value is missing.
 */
export function crossedLimits(first: Scores, second: Scores): CrossedLimits {
  const same = first.length === second.length && first.every((row, i) => row.length === second[i]?.length);
  demandInput(METHOD, same, 'the arms differ in readers or cases');
  const differences = first.map((row, i) => row.map((value, j) => value - (second[i]?.[j] ?? 0)));
  const { cases, raters, error } = meanSquares(METHOD, differences);
  const [n, k] = [differences.length, differences[0]?.length ?? 1];
  const bias = differences.flat().reduce((sum, value) => sum + value, 0) / (n * k);
  const components = { reader: (raters - error) / n, case: (cases - error) / k, rest: error };
  const below = Object.entries(components).find(([, value]) => value < 0);
  if (below) {
    const [component, value] = below;
    const detail = { method: METHOD, component, value: value.toPrecision(4) };
    return { bias, components, interval: null, limits: null, problem: { code: 'stats-negative-variance', detail } };
  }
  const z = normalQuantile(0.025);
  const around = (variance: number): readonly [number, number] => [
    bias - z * Math.sqrt(variance),
    bias + z * Math.sqrt(variance),
  ];
  return {
    bias,
    components,
    interval: around(components.reader / k + components.case / n + error / (n * k)),
    limits: around(components.reader + components.case + error),
    problem: null,
  };
}
