import type { Command } from 'commander';
import type { Table } from '#core/stats/table.ts';
import type { Output } from './output.ts';

/** What the words of one `stats` verb ask for. */
export interface StatsRequest {
  readonly table: Table;
  readonly formula: string | null;
  /** The method's own options, by their names in camelCase. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** One verb of `stats`: what it computes from a table and how people see it. */
export interface StatsMethod<Result = unknown> {
  readonly name: string;
  readonly description: string;
  /** Columns that it looks for by these names; `--columns name=other` takes another column. */
  readonly columns: readonly string[];
  /** Whether a formula names the columns. */
  readonly formula?: 'required' | 'optional';
  /** Adds the method's own options. */
  readonly extend?: (command: Command) => Command;
  readonly compute: (request: StatsRequest) => Result;
  readonly print: (output: Output, result: Result) => void;
}

/** Keeps the type of a method's result between its two functions, then forgets it. */
export function statsMethod<Result>(method: StatsMethod<Result>): StatsMethod {
  return { ...method, print: (output, result) => method.print(output, result as Result) };
}
