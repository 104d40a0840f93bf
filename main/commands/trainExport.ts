import type { Command } from 'commander';
import { exportShards } from '#main/services/training/exportShards.ts';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printJson, withProgress, type Output } from './output.ts';

interface ExportOptions {
  readonly out: string;
  readonly seed: number;
  readonly patients: number;
  readonly size: number;
  readonly json?: boolean;
}

const PATIENTS_PER_SHARD = 200;

/** `train export`: the instruction data for an engine that trains at the official size. */
export function registerTrainExport(train: Command, output: Output): void {
  train
    .command('export')
    .description('write the instruction data as WebDataset shards, with a configuration a stage, for training at scale')
    .requiredOption('--out <dir>', 'the folder to make')
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--patients <n>', 'training patients', countFrom1, 1000)
    .option('--size <n>', 'width and height of the images', countFrom1, 512)
    .option('--json', 'for machines')
    .action(async ({ out, seed, patients, size, json }: ExportOptions) => {
      const corpus = phantomCorpus('enriched');
      const order = { out, size, patients, patientsPerShard: PATIENTS_PER_SHARD };
      const counts = await withProgress(output, (progress) =>
        exportShards((index) => corpus(seed, 'training', index), order, progress),
      );
      if (json) printJson(output, { out, ...counts });
      else output.out(`${out}: ${counts.samples} questions about ${counts.images} images in ${counts.shards} shards\n`);
    });
}
