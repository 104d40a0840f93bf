import { runCommandLine } from './commands/program.ts';
import { processOutput } from './commands/output.ts';

// Not process.exit: what is written to a pipe has to arrive.
process.exitCode = await runCommandLine(process.argv.slice(2), processOutput);
