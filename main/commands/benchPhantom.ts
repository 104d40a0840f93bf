import type { Command } from 'commander';
import { writePhantomBench, type PhantomOrder } from '#main/services/bench/phantomFolder.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

interface PhantomOptions extends PhantomOrder {
  readonly json?: boolean;
}

/** Adds `bench phantom`. */
export function registerBenchPhantom(bench: Command, output: Output): void {
  bench
    .command('phantom')
    .description('make a CheXbench of phantoms: all ten lists in the official layout, and their films')
    .requiredOption('--out <dir>', 'the folder to make: data.json and films')
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--items <n>', 'items of each list, at most', countFrom1, 100)
    .option('--size <pixels>', 'width and height of the films', countFrom1, 512)
    .option('--json', 'for machines')
    .action(async ({ json, ...order }: PhantomOptions) => {
      const { lists, films } = await withProgress(output, (progress) => writePhantomBench(order, progress));
      if (json) {
        printJson(output, { lists, films });
        return;
      }
      printTable(
        output,
        ['list', 'items'],
        lists.map(({ task, items }) => [task, items]),
      );
      output.out(`${films} films\n`);
    });
}
