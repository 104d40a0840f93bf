import { Option, type Command } from 'commander';
import { Failure, toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import type { Drafter } from '#main/services/model/drafter.ts';
import { readAgentImage } from '#main/services/model/images.ts';
import type { ModelDraft } from '#models/chexagent/draft/draft.ts';
import { taskNamed } from '#models/chexagent/tasks/bind.ts';
import { TASK_NAMES, type TaskName } from '#models/chexagent/tasks/tasks.ts';
import { ANY_PART_WORDS, type ModelTools } from './model.ts';
import { addDrafterFlags, openDrafter, type DrafterFlags } from './modelDrafter.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

interface DraftOptions extends DrafterFlags {
  readonly task: string;
  readonly indication: string;
  readonly disease?: readonly string[];
  readonly phrase?: string;
  readonly text?: string;
  readonly findings?: string;
  readonly question?: string;
  readonly guessing: boolean;
  readonly anyPart: boolean;
  readonly each?: boolean;
  readonly json?: boolean;
}

/** One entry of `draft --json`. */
type DraftEntry = ({ readonly files: readonly string[] } & ModelDraft) | { files: readonly string[]; error: string };

/** Adds the command `draft`. */
export function registerDraft(program: Command, output: Output, tools: ModelTools): void {
  const command = program
    .command('draft')
    .description('let a model look at images: one case (all files together), or one a file with --each')
    .argument('[file...]', 'DICOM, PNG or JPEG files');
  addDrafterFlags(command)
    .addOption(new Option('--task <name>', `one of ${TASK_NAMES.join(', ')}`).default('findings-generation'))
    .option('--indication <text>', 'why the films were made', '')
    .option('--disease <name...>', 'the disease, or several where the task takes them')
    .option('--phrase <text>', 'what to locate')
    .option('--text <text>', 'a text about the image, or to find entities in')
    .option('--findings <text>', 'findings to summarise')
    .option('--question <text>', 'for free-question')
    .option('--no-guessing', 'one token a run: the same text, more slowly')
    .option('--any-part', ANY_PART_WORDS, false)
    .option('--each', 'every file is a case of its own')
    .option('--json', 'for machines')
    .action((files: string[], options: DraftOptions) => draftFiles(files, options, output, tools));
}

async function draftFiles(files: string[], options: DraftOptions, output: Output, tools: ModelTools): Promise<void> {
  const task = taskNamed(options.task);
  const drafter = await openDrafter(options, tools);
  try {
    const entries: DraftEntry[] = [];
    for (const together of options.each ? files.map((file) => [file]) : [files]) {
      const entry = await entryOf(together, task, options, { drafter, output, tools });
      entries.push(entry);
      if (!options.json) printDraft(output, entry);
    }
    if (options.json) printJson(output, entries);
    if (entries.some((entry) => 'error' in entry)) process.exitCode = 1;
  } finally {
    drafter.close();
  }
}

/** With --each one bad file does not stop the others. */
async function entryOf(
  files: readonly string[],
  task: TaskName,
  options: DraftOptions,
  parts: { readonly drafter: Drafter; readonly output: Output; readonly tools: ModelTools },
): Promise<DraftEntry> {
  const { maxTokens, guessing, anyPart } = options;
  try {
    const images = await Promise.all(files.map((file) => readAgentImage(file, parts.tools.readOther, anyPart)));
    const request = { task, input: inputOf(options), images, maxTokens, guessing };
    const draft = await withProgress(parts.output, (progress) =>
      parts.drafter.draft(request, {
        onEvent(event) {
          if (event.kind === 'progress') progress(event.progress.phase, event.progress.done, event.progress.total);
          if (event.kind === 'text') progress('tokens', event.tokens, maxTokens);
        },
      }),
    );
    return { files, ...draft };
  } catch (thrown) {
    if (!options.each) throw thrown;
    if (!(thrown instanceof Failure)) throw thrown;
    return { files, error: failureWords(toFailureData(thrown)) };
  }
}

/** Every task takes of this what it needs. */
function inputOf({ indication, disease, phrase, text, findings, question }: DraftOptions): object {
  return { indication, disease: disease?.[0], diseases: disease, phrase, text, findings, question };
}

function printDraft(output: Output, entry: DraftEntry): void {
  if ('error' in entry) {
    output.err(`chexstudy: ${entry.error}\n`);
    return;
  }
  const { result, provenance } = entry;
  if (entry.files.length > 0) output.out(`${entry.files.join(', ')}\n`);
  if (entry.text !== '') output.out(`${entry.text}\n`);
  if (result.kind === 'boxes' && result.boxes.length > 0) {
    printTable(
      output,
      ['phrase', 'left', 'top', 'right', 'bottom'],
      result.boxes.map(({ phrase, left, top, right, bottom }) => [phrase, left, top, right, bottom]),
    );
  }
  const { tokens, decoding, seconds } = provenance;
  output.err(
    `${provenance.model.name} on ${provenance.provider}: ${tokens.generated} tokens in ${seconds.toFixed(1)} s, ` +
      `${decoding.runs} runs\n${provenance.notes.map((note) => `${note}\n`).join('')}`,
  );
}
