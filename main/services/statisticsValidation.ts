import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readingTable } from '#core/stats/mrmc/readingTable.ts';
import { readTable, type Table } from '#core/stats/table.ts';
import { agreementChecks } from '#core/stats/validation/agreementChecks.ts';
import { validate, type Check, type Validation } from '#core/stats/validation/check.ts';
import { mixedChecks, sleepChecks } from '#core/stats/validation/mixedChecks.ts';
import { mrmcChecks } from '#core/stats/validation/mrmcChecks.ts';
import { testChecks } from '#core/stats/validation/testChecks.ts';
import { readBytes } from './files.ts';

export interface StatisticsValidation {
  readonly rows: Validation[];
  /** Data sets that are not ours to ship and were not found: the values that need them are not computed. */
  readonly missing: string[];
}

/** Data sets of R packages under licences of their own, and what is computed from them. */
const FOREIGN: readonly (readonly [string, (table: Table) => readonly Check[]])[] = [
  ['lme4_sleepstudy.csv', sleepChecks],
  ['mrmc_VanDyke.csv', (table) => mrmcChecks(readingTable(table))],
];

/** Where data sets for the validation are looked for without a word from the user. */
export function usualDataFolder(): string {
  return resolve(process.env['CHEXSTUDY_DATA'] ?? join('..', 'shared', 'data'));
}

/** Computes every golden value now, those of data sets that may not be shipped where `folder`/stats holds them. */
export async function validateStatistics(folder: string): Promise<StatisticsValidation> {
  const checks = [...agreementChecks, ...testChecks, ...mixedChecks];
  const missing: string[] = [];
  for (const [name, checksOf] of FOREIGN) {
    const file = join(folder, 'stats', name);
    if (existsSync(file)) checks.push(...checksOf(readTable((await readBytes(file)).toString('utf8'), file)));
    else missing.push(name);
  }
  const rows = validate(checks).sort((a, b) => Number(a.group.slice(1)) - Number(b.group.slice(1)));
  return { rows, missing };
}
