import type { Command } from 'commander';
import { registerBenchPhantom } from './benchPhantom.ts';
import type { Output } from './output.ts';

/** Adds the noun `bench`. */
export function registerBenchCommands(program: Command, output: Output): void {
  const bench = program.command('bench').description('CheXbench: ask a model, score its answers, compare groups');
  registerBenchPhantom(bench, output);
}
