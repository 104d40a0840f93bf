import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readingTable } from '#core/stats/mrmc/readingTable.ts';
import { readTable } from '#core/stats/table.ts';
import { agreementChecks } from '#core/stats/validation/agreementChecks.ts';
import { validate, type Validation } from '#core/stats/validation/check.ts';
import { mrmcChecks } from '#core/stats/validation/mrmcChecks.ts';
import { testChecks } from '#core/stats/validation/testChecks.ts';
import { readBytes } from './files.ts';

export interface StatisticsValidation {
  readonly rows: Validation[];
  /** Data sets that are not ours to ship and were not found: the values that need them are not computed. */
  readonly missing: string[];
}

/** Where data sets for the validation are looked for without a word from the user. */
export function usualDataFolder(): string {
  return resolve(process.env['CHEXSTUDY_DATA'] ?? join('..', 'shared', 'data'));
}

/** Computes every golden value now, those of MRMCaov's data set where `folder`/stats holds it. */
export async function validateStatistics(folder: string): Promise<StatisticsValidation> {
  const file = join(folder, 'stats', 'mrmc_VanDyke.csv');
  const there = existsSync(file);
  const checks = [...agreementChecks, ...testChecks];
  if (there) checks.push(...mrmcChecks(readingTable(readTable((await readBytes(file)).toString('utf8'), file))));
  const rows = validate(checks).sort((a, b) => Number(a.group.slice(1)) - Number(b.group.slice(1)));
  return { rows, missing: there ? [] : ['mrmc_VanDyke.csv'] };
}
