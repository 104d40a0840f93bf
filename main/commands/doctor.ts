import type { Command } from 'commander';
import { diagnose } from '#main/services/diagnosis.ts';
import { version } from '#main/version.ts';
import { printJson, type Output } from './output.ts';

/** `doctor`: what runs here, a line each; fails when something is missing that every study needs. */
export function registerDoctor(program: Command, output: Output): void {
  program
    .command('doctor')
    .description('try out what the program needs on this machine')
    .option('--json', 'for machines')
    .action(async ({ json }: { json?: boolean }) => {
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
