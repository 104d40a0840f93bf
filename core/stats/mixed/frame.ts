import { Failure } from '#core/errors.ts';
import { column, type Cell, type Table } from '#core/stats/table.ts';
import { formulaColumns, randomName, type Formula, type RandomPart, type Variable } from './formula.ts';
import { columnValue, fixedColumns, type FixedColumn, type FrameVariable } from './fixedPart.ts';

/** A random part in the rows that are used. */
export interface FrameGroup {
  /** As it is written: `1 + arm | reader`. */
  readonly name: string;
  readonly group: string;
  readonly levels: readonly string[];
  /** Level of each row. */
  readonly level: Int32Array;
  /** What varies by level, such as (Intercept) and armmodel, and its value in each row. */
  readonly effects: readonly string[];
  readonly values: readonly Float64Array[];
}

/** A table seen through a formula: numbers only, rows with missing cells left out. */
export interface ModelFrame {
  readonly formula: Formula;
  readonly rows: number;
  /** Rows left out since a cell that the formula names is missing. */
  readonly omitted: number;
  readonly response: Float64Array;
  /** Levels of a response that is a factor; null for numbers. */
  readonly responseLevels: readonly string[] | null;
  readonly failures: Float64Array | null;
  readonly variables: ReadonlyMap<string, FrameVariable>;
  readonly fixed: readonly FixedColumn[];
  readonly x: readonly Float64Array[];
  readonly groups: readonly FrameGroup[];
}

export interface FrameOptions {
  /** The reference level of a factor; otherwise the first by alphabet, or the smallest number. */
  readonly reference?: ReadonlyMap<string, string>;
}

/** Looks at a table through a formula. Throws csv-columns, and statistics where nothing is left or a log is not of a positive number. */
export function modelFrame(table: Table, formula: Formula, { reference = new Map() }: FrameOptions = {}): ModelFrame {
  const needed = formulaColumns(formula).map((name) => column(table, name));
  const kept = Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    needed.every((cells) => cells[row] !== null),
  );
  if (kept.length === 0) throw impossible(formula, 'no row has all the values that the formula names');
  const take = (name: string): Cell[] => {
    const cells = column(table, name);
    return kept.map((row) => cells[row] ?? null);
  };
  function frameVariable(variable: Variable): FrameVariable {
    return variableOf(variable, take(variable.column), formula, reference.get(variable.column));
  }
  const named = [...formula.fixed.flat(), ...formula.random.flatMap(({ slopes }) => slopes)];
  const variables = new Map(named.map((variable) => [variable.name, frameVariable(variable)]));
  for (const { name, levels } of variables.values())
    if (levels?.length === 1) throw impossible(formula, `${name} has only one value, ${levels[0]}`);
  const fixed = fixedColumns(formula.fixed, variables);
  const response = frameVariable(formula.response);
  return {
    formula,
    rows: kept.length,
    omitted: table.rows - kept.length,
    response: response.values,
    responseLevels: response.levels,
    failures: formula.failures ? frameVariable(formula.failures).values : null,
    variables,
    fixed,
    x: fixed.map((each) => columnOf(each, variables, kept.length)),
    groups: formula.random.map((part) => groupOf(part, part.group.map(take), variables)),
  };
}

/** The same frame about other values of the response, on its scale; everything else, and what a fit plans from it, is kept. */
export function withResponse(frame: ModelFrame, response: Float64Array): ModelFrame {
  return { ...frame, response };
}

/** A failure of a model, in words. */
export function impossible({ text }: Formula, reason: string): Failure {
  return new Failure('statistics', { method: `The model ${text}`, reason });
}

function variableOf(
  { name, transform }: Variable,
  cells: readonly Cell[],
  formula: Formula,
  reference: string | undefined,
): FrameVariable {
  if (transform !== 'factor' && cells.every((cell) => typeof cell === 'number')) {
    const values = Float64Array.from(cells, (value) => (transform === 'log' ? Math.log(value) : value));
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw impossible(formula, `${name} of ${String(cells[bad])} is no number`);
    return { name, values, levels: null };
  }
  if (transform === 'log') throw impossible(formula, `${name} needs numbers, and there is ${cells.find(isText)}`);
  const levels = levelsOf(cells);
  if (reference !== undefined) {
    if (!levels.includes(reference))
      throw impossible(formula, `${name} has no value ${reference}; it has ${levels.slice(0, 8).join(', ')}`);
    levels.splice(levels.indexOf(reference), 1);
    levels.unshift(reference);
  }
  return { name, values: placesOf(cells.map(String), levels), levels };
}

function groupOf(
  part: RandomPart,
  columns: readonly (readonly Cell[])[],
  variables: ReadonlyMap<string, FrameVariable>,
): FrameGroup {
  const first = columns[0] ?? [];
  const names = first.map((_, row) => columns.map((cells) => String(cells[row])).join(':'));
  const levels = columns.length === 1 ? levelsOf(first) : [...new Set(names)].sort();
  const slopes = part.slopes.flatMap((slope) => fixedColumns([[], [slope]], variables).slice(1));
  const effects: FixedColumn[] = [...(part.intercept ? [{ name: '(Intercept)', parts: [] }] : []), ...slopes];
  return {
    name: randomName(part),
    group: part.group.join(':'),
    levels,
    level: Int32Array.from(placesOf(names, levels)),
    effects: effects.map(({ name }) => name),
    values: effects.map((effect) => columnOf(effect, variables, names.length)),
  };
}

function columnOf(fixed: FixedColumn, variables: ReadonlyMap<string, FrameVariable>, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) =>
    columnValue(fixed, (variable) => variables.get(variable)?.values[row] ?? 0),
  );
}

function levelsOf(cells: readonly Cell[]): string[] {
  const distinct = [...new Set(cells)];
  const numeric = distinct.every((cell) => typeof cell === 'number');
  return distinct.sort((a, b) => (numeric ? Number(a) - Number(b) : String(a) < String(b) ? -1 : 1)).map(String);
}

function placesOf(names: readonly string[], levels: readonly string[]): Float64Array {
  const places = new Map(levels.map((level, place) => [level, place]));
  return Float64Array.from(names, (name) => places.get(name) ?? 0);
}

function isText(cell: Cell): boolean {
  return typeof cell === 'string';
}
