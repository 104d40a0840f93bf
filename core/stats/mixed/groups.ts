import { impossible, type ModelFrame } from './frame.ts';

/**
 * What can be said of the random parts before any fit. Throws statistics, naming the group, where it has one level
 * only, or in a linear model as many effects as there are rows, so that they can't be told from the residual.
 */
export function checkGroups({ formula, groups }: ModelFrame, rows: number): void {
  for (const { name, group, levels, effects } of groups) {
    if (levels.length < 2)
      throw impossible(formula, `${group} has only one value, ${levels[0]}: nothing can be said of how it varies`);
    if (levels.length * effects.length >= rows)
      throw impossible(
        formula,
        `(${name}) has ${levels.length * effects.length} effects for ${rows} rows: they can't be told from the residual`,
      );
  }
}
