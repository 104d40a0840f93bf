import { Command, CommanderError } from 'commander';
import { toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { filmPicture } from '#main/services/model/films.ts';
import { forkRuntime, runtimeFile } from '#main/services/model/runtime/fork.ts';
import { version } from '#main/version.ts';
import { registerBenchCommands } from './bench.ts';
import { registerDicomCommands } from './dicom.ts';
import { registerDoctor } from './doctor.ts';
import { registerDraft } from './draft.ts';
import { registerInstructCommands } from './instruct.ts';
import { registerModelCommands, type ModelTools } from './model.ts';
import { registerModelBench } from './modelBench.ts';
import { printJson, type Output } from './output.ts';
import { registerProtocolCommands } from './protocol.ts';
import { registerStatsCommands } from './stats.ts';
import { registerStudyCommands } from './study.ts';
import { registerTextCommands } from './text.ts';
import { registerTrainCommands } from './train.ts';

/** Runs one command. Returns the exit code: 0 only for success, 2 for a command that can't be understood. */
export async function runCommandLine(words: readonly string[], output: Output): Promise<number> {
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await createProgram(output).parseAsync([...words], { from: 'user' });
    return Number(process.exitCode);
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const failure = toFailureData(thrown);
    const message = failureWords(failure);
    if (words.includes('--json')) printJson(output, { error: { ...failure, message } });
    output.err(`chexstudy: ${oneLine(message)}\n`);
    return 1;
  } finally {
    process.exitCode = before;
  }
}

/** Models run in a process of their own, which begins when a verb asks for one. */
const modelTools: ModelTools = { start: () => forkRuntime(runtimeFile()), readOther: filmPicture };

function createProgram(output: Output): Command {
  const program = new Command('chexstudy')
    .description('Reader studies of drafted chest radiograph reports: design, allocate, read, analyse, export')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      outputError: (message, write) => write(`chexstudy: ${oneLine(message.replace(/^error: /, ''))}\n`),
    });
  registerStudyCommands(program, output, modelTools);
  registerProtocolCommands(program, output);
  registerDicomCommands(program, output);
  registerModelBench(registerModelCommands(program, output, modelTools), output, modelTools);
  registerDraft(program, output, modelTools);
  registerStatsCommands(program, output);
  registerTextCommands(program, output, modelTools);
  registerInstructCommands(program, output);
  registerBenchCommands(program, output, modelTools);
  registerTrainCommands(program, output, modelTools);
  registerDoctor(program, output);
  return program;
}

function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, ' ');
}
