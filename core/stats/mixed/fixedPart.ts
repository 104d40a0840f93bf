import type { Term, Variable } from './formula.ts';

/** A variable's values in the rows that are used: numbers, or for a factor the places of its levels. */
export interface FrameVariable {
  readonly name: string;
  readonly values: Float64Array;
  /** The levels of a factor, the reference first; null for a number. */
  readonly levels: readonly string[] | null;
}

/** One column of the fixed part: a product of numbers and of indicators of levels. */
export interface FixedColumn {
  readonly name: string;
  readonly parts: readonly { readonly variable: string; readonly level: number | null }[];
}

/**
 * The columns of the fixed part with R's treatment coding: a factor has one column for each level but its reference,
 * or for every level where the term without the factor is not in the model (Chambers and Hastie, Statistical Models
 * in S, 1992, section 2.4).
 */
export function fixedColumns(terms: readonly Term[], variables: ReadonlyMap<string, FrameVariable>): FixedColumn[] {
  let spansIntercept = false;
  return terms.flatMap((term) => {
    let columns: FixedColumn[] = [{ name: '', parts: [] }];
    for (const factor of term) {
      const rest = term.filter((other) => other !== factor);
      const contained = terms.some((known) => sameVariables(known, rest)) || (rest.length === 0 && spansIntercept);
      const pieces = codings(factor, variables, contained);
      // All levels of one factor add up to the intercept: the next factor leaves its reference out.
      if (rest.length === 0 && variables.get(factor.name)?.levels) spansIntercept = true;
      columns = pieces.flatMap((piece) =>
        columns.map(({ name, parts }) => ({
          name: name === '' ? piece.name : `${name}:${piece.name}`,
          parts: [...parts, piece.part],
        })),
      );
    }
    return columns.map(({ name, parts }) => ({ name: name === '' ? '(Intercept)' : name, parts }));
  });
}

function codings(
  { name }: Variable,
  variables: ReadonlyMap<string, FrameVariable>,
  withoutReference: boolean,
): { name: string; part: { variable: string; level: number | null } }[] {
  const levels = variables.get(name)?.levels ?? null;
  if (levels === null) return [{ name, part: { variable: name, level: null } }];
  return levels
    .map((level, place) => ({ name: `${name}${level}`, part: { variable: name, level: place } }))
    .slice(withoutReference ? 1 : 0);
}

function sameVariables(a: Term, b: Term): boolean {
  return a.length === b.length && a.every(({ name }) => b.some((other) => other.name === name));
}

/** The value of a column where the variables have the values that `valueOf` tells. */
export function columnValue({ parts }: FixedColumn, valueOf: (variable: string) => number): number {
  let product = 1;
  for (const { variable, level } of parts) {
    const value = valueOf(variable);
    product *= level === null ? value : value === level ? 1 : 0;
  }
  return product;
}
