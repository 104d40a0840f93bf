import { failureWords } from '#core/messages/messages.ts';
import { usualDataFolder, validateStatistics } from '#main/services/statisticsValidation.ts';
import { printJson, printTable, type Output } from './output.ts';

/** Golden values and ours side by side. Returns whether all that could be computed agree. */
export async function printStatisticsValidation(
  output: Output,
  { json, data = usualDataFolder() }: { json: boolean; data?: string | undefined },
): Promise<boolean> {
  const { rows, missing } = await validateStatistics(data);
  const ok = rows.every((row) => row.ok);
  if (json) printJson(output, { ok, missing, rows });
  else {
    printTable(
      output,
      ['', 'group', 'quantity', 'golden value', 'chexstudy', 'difference', 'source'],
      rows.map((row) => [
        row.ok ? 'ok' : 'FAIL',
        row.group,
        row.quantity,
        row.expected,
        row.problem ? failureWords(row.problem) : Number(row.actual?.toPrecision(12)),
        row.difference === null ? null : row.difference.toExponential(1),
        row.source,
      ]),
    );
    const agree = rows.filter((row) => row.ok).length;
    output.out(`${agree} of ${rows.length} agree: within one unit of the last printed digit, fits within 1e-4\n`);
    for (const name of missing) output.out(`Not computed: what needs ${name}, not found in ${data}/stats (--data)\n`);
  }
  return ok;
}
