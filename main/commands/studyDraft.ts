import { Option, type Command } from 'commander';
import { failureWords } from '#core/messages/messages.ts';
import { draftStudy, REPORT_TASKS, type DraftStudyReport, type ReportTask } from '#main/services/drafting.ts';
import type { Drafter } from '#main/services/model/drafter.ts';
import type { QueueState } from '#main/services/model/draftQueue.ts';
import type { Progress } from '#main/services/progress.ts';
import type { ModelTools } from './model.ts';
import { addDrafterFlags, openDrafter, type DrafterFlags } from './modelDrafter.ts';
import { printJson, withProgress, type Output } from './output.ts';

interface StudyDraftOptions extends DrafterFlags {
  readonly task: ReportTask;
  readonly json?: boolean;
}

/** What a shell gives a command that was interrupted. */
const INTERRUPTED = 130;

/** `study draft`. */
export function registerStudyDraft(command: Command, output: Output, tools: ModelTools): void {
  addDrafterFlags(command)
    .addOption(new Option('--task <name>', 'what is asked of the model').choices(REPORT_TASKS).default(REPORT_TASKS[0]))
    .action(async (dir: string, options: StudyDraftOptions) => {
      const drafter = await openDrafter(options, tools);
      try {
        const { report, interrupted } = await draftInterruptibly(dir, options, drafter, output);
        if (options.json) printJson(output, withMessages(report));
        else printReport(output, dir, report);
        if (report.failed.length > 0) process.exitCode = 1;
        if (interrupted) process.exitCode = INTERRUPTED;
      } finally {
        drafter.close();
      }
    });
}

/** The first Ctrl-C drops the case in work and ends orderly; a second one ends at once. */
async function draftInterruptibly(dir: string, options: StudyDraftOptions, drafter: Drafter, output: Output) {
  const abort = new AbortController();
  function interrupt(): void {
    abort.abort();
    // Not to wait for the run in work: its process goes.
    drafter.close();
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const { task, maxTokens } = options;
    const report = await withProgress(output, (progress) =>
      draftStudy(dir, {
        model: drafter,
        task,
        maxTokens,
        signal: abort.signal,
        now: () => performance.now(),
        onState: (state) => tell(state, progress),
      }),
    );
    return { report, interrupted: abort.signal.aborted };
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function tell({ finished, failed, total, remaining }: QueueState, progress: Progress): void {
  const time = remaining === null || remaining === 0 ? '' : `, ${timeWords(remaining)} left`;
  progress(`drafting${time}`, finished + failed.length, total);
}

function timeWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 2) return `${Math.round(milliseconds / 1000)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

function withMessages(report: DraftStudyReport): unknown {
  return { ...report, failed: report.failed.map((each) => ({ ...each, message: failureWords(each.failure) })) };
}

function printReport(
  { out, err }: Output,
  dir: string,
  { drafted, left, failed, cutOff, notes }: DraftStudyReport,
): void {
  for (const each of failed) err(`${each.case} not drafted: ${failureWords(each.failure)}\n`);
  if (cutOff.length > 0) err(`cut off at the most tokens: ${cutOff.join(', ')}\n`);
  for (const note of notes) err(`${note}\n`);
  out(`${dir}: ${drafted} cases drafted, ${left} left\n`);
}
