import type { Command } from 'commander';
import { studySchedule } from '#main/services/schedule.ts';
import { matrixText } from '#studies/allocation/matrix.ts';
import { Failure } from '#core/errors.ts';
import { printJson, type Output } from './output.ts';

/** `study schedule`. */
export function registerStudySchedule(command: Command, output: Output): void {
  command
    .option('--identity <file>', 'the identity that opens the key: checks the lists, and shows arms before opening')
    .action(async (dir: string, { identity, json }: { identity?: string; json?: boolean }) => {
      const { hash, faults, matrix } = await studySchedule(dir, identity ?? null);
      if (json) printJson(output, { hash, faults, matrix });
      else {
        output.out(matrixText(matrix));
        output.out(`hash ${hash ?? 'none: made by an earlier version'}\n`);
        if (faults?.length === 0)
          output.out('every rule of the design holds, and the seed gives the same lists again\n');
        else if (!faults) output.err('Not checked: that takes the key (--identity)\n');
      }
      const [first] = faults ?? [];
      // With --json the faults are the one answer.
      if (first && json) process.exitCode = 1;
      else if (first) throw new Failure('schedule-wrong', { rule: first.rule, reason: first.reason });
    });
}
