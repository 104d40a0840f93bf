import type { Command } from 'commander';
import { diagnose } from '#main/services/diagnosis.ts';
import { version } from '#main/version.ts';
import { printStatisticsValidation } from './doctorStatistics.ts';
import { printJson, type Output } from './output.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly statistics?: boolean;
  readonly data?: string;
}

/** `doctor`: what runs here, a line each; fails when something is missing that every study needs. */
export function registerDoctor(program: Command, output: Output): void {
  program
    .command('doctor')
    .description('try out what the program needs on this machine')
    .option('--statistics', 'compute the golden values of the statistics and show them beside the published ones')
    .option('--data <folder>', 'with --statistics: where data sets are that may not be shipped')
    .option('--json', 'for machines')
    .action(async ({ json = false, statistics = false, data }: DoctorOptions) => {
      if (statistics) {
        if (!(await printStatisticsValidation(output, { json, data }))) process.exitCode = 1;
        return;
      }
      const findings = await diagnose(process.cwd());
      if (json) printJson(output, { version, findings });
      else
        for (const { name, ok, needed, detail } of findings)
          output.out(`${mark(ok, needed)} ${name.padEnd(9)} ${detail}\n`);
      if (findings.some(({ ok, needed }) => needed && !ok)) process.exitCode = 1;
    });
}

function mark(ok: boolean, needed: boolean): string {
  if (ok) return 'ok  ';
  return needed ? 'FAIL' : 'no  ';
}
