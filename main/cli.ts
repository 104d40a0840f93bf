import { runCommandLine } from './commands/program.ts';
import { processOutput } from './commands/output.ts';

// Whoever reads the output may have had enough of it (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Not process.exit: what is written to a pipe has to arrive.
process.exitCode = await runCommandLine(process.argv.slice(2), processOutput);
