import type { Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { readTable, renameColumns } from '#core/stats/table.ts';
import { readBytes } from '#main/services/files.ts';
import { printJson, type Output } from './output.ts';
import { agreementMethods } from './statsAgreement.ts';
import { blindingMethods } from './statsBlinding.ts';
import type { StatsMethod } from './statsMethod.ts';
import { registerStatsCoverage } from './statsCoverage.ts';
import { mixedMethods } from './statsMixed.ts';
import { mrmcMethods } from './statsMrmc.ts';
import { pairMethods } from './statsPairs.ts';
import { sampleMethods } from './statsSamples.ts';

/** Each family of methods is a file with a list; a new method is a row there. */
const methods: readonly StatsMethod[] = [
  ...sampleMethods,
  ...pairMethods,
  ...agreementMethods,
  ...blindingMethods,
  ...mrmcMethods,
  ...mixedMethods,
];

/** Adds the verbs of the noun `stats`: one statistical method each, on a CSV table. */
export function registerStatsCommands(program: Command, output: Output): void {
  const stats = program.command('stats').description('one statistical method on a CSV table');
  for (const method of methods) {
    const command = stats.command(method.name).description(describe(method)).argument('<file>', 'a CSV table');
    if (method.formula) addFormula(command, method.formula);
    command
      .option('--columns <name=column,...>', 'other columns for the names that are looked for', parseColumns)
      .option('--json', 'for machines');
    method.extend?.(command);
    command.action(async (file: string, options: Record<string, unknown>) => {
      const table = readTable((await readBytes(file)).toString('utf8'), file);
      const names = (options['columns'] as ReadonlyMap<string, string> | undefined) ?? new Map<string, string>();
      const formula = typeof options['formula'] === 'string' ? options['formula'] : null;
      const result = method.compute({ table: renameColumns(table, names), formula, options });
      if (options['json']) printJson(output, result);
      else method.print(output, result);
    });
  }
  registerStatsCoverage(stats, output);
}

function addFormula(command: Command, need: 'required' | 'optional'): void {
  const words = ['--formula <formula>', 'as in "log(time) ~ arm + (1|reader) + (1|case)"'] as const;
  if (need === 'required') command.requiredOption(...words);
  else command.option(...words);
}

function describe({ description, columns }: StatsMethod): string {
  return columns.length === 0 ? description : `${description}; columns ${columns.join(', ')}`;
}

/** `score=rating,reader=who` as a map from the name looked for to that in the file. Throws usage. */
function parseColumns(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  return new Map(
    pairs.map(([name, column, ...more]) => {
      if (name && column && more.length === 0) return [name, column] as const;
      throw new Failure('usage', { reason: `--columns ${text}: give name=column pairs, as in --columns score=rating` });
    }),
  );
}
