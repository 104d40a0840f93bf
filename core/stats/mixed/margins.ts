import { columnValue } from './fixedPart.ts';
import { impossible, type ModelFrame } from './frame.ts';

/** A level of a factor, and the combination of the used coefficients that gives its mean. */
export interface Margin {
  readonly level: string;
  readonly weights: readonly number[];
}

/**
 * Estimated marginal means of a factor: the model's prediction for each of its levels, the levels of the other
 * factors weighing equally, numbers at their mean (Searle, Speed, Milliken, The American Statistician 1980;34:216;
 * R's emmeans). `kept` are the places of the columns that the model uses. Throws statistics where the formula has no
 * such factor, or where columns were left out so that the means can't be estimated.
 */
export function marginsOf(frame: ModelFrame, kept: readonly number[], factor: string): Margin[] {
  const { variables, fixed, formula } = frame;
  const used = [...new Set(fixed.flatMap(({ parts }) => parts.map(({ variable }) => variable)))];
  const levels = variables.get(factor)?.levels;
  if (!levels || !used.includes(factor)) throw impossible(formula, `${factor} is no factor of its fixed part`);
  if (kept.length < fixed.length) {
    const dropped = fixed.filter((_, place) => !kept.includes(place)).map(({ name }) => name);
    throw impossible(formula, `means of ${factor} can't be estimated, since ${dropped.join(', ')} follow from others`);
  }
  let grid: Map<string, number>[] = [new Map()];
  for (const name of used) {
    const variable = variables.get(name);
    if (!variable || name === factor) continue;
    const { values } = variable;
    const points = variable.levels?.map((_, place) => place) ?? [
      values.reduce((sum, each) => sum + each, 0) / values.length,
    ];
    grid = grid.flatMap((point) => points.map((value) => new Map([...point, [name, value]])));
  }
  return levels.map((level, place) => ({
    level,
    weights: fixed.map((each) => {
      const sum = grid.reduce(
        (total, point) => total + columnValue(each, (name) => (name === factor ? place : (point.get(name) ?? 0))),
        0,
      );
      return sum / grid.length;
    }),
  }));
}

/** The pairs of levels, later against earlier: the combination that gives each difference. */
export function pairsOf(margins: readonly Margin[]): { levels: readonly [string, string]; weights: number[] }[] {
  return margins.flatMap((second, place) =>
    margins.slice(0, place).map((first) => ({
      levels: [second.level, first.level] as const,
      weights: second.weights.map((each, i) => each - (first.weights[i] ?? 0)),
    })),
  );
}
