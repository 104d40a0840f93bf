import type { Command } from 'commander';
import { registerBenchCoverage } from './benchCoverage.ts';
import { registerBenchFairness } from './benchFairness.ts';
import { registerBenchPhantom } from './benchPhantom.ts';
import { registerBenchRun } from './benchRun.ts';
import { registerBenchScore } from './benchScore.ts';
import type { ModelTools } from './model.ts';
import type { Output } from './output.ts';

/** Adds the noun `bench`. */
export function registerBenchCommands(program: Command, output: Output, tools: ModelTools): void {
  const bench = program.command('bench').description('CheXbench: ask a model, score its answers, compare groups');
  registerBenchPhantom(bench, output);
  registerBenchRun(bench, output, tools);
  registerBenchScore(bench, output);
  registerBenchFairness(bench, output);
  registerBenchCoverage(bench, output);
}
