import { Option, type Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { buildInstruct } from '#main/services/instruct/build.ts';
import type { BuildOrder } from '#main/services/instruct/part.ts';
import { partsInThreads } from '#main/services/instruct/partThread.ts';
import { readManifest, type Manifest } from '#main/services/instruct/manifest.ts';
import { sourceNames, type SourceName } from '#models/chexinstruct/names.ts';
import { countFrom1, wholeNumber } from './numbers.ts';
import { printMatrix } from './instructMatrix.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';

interface BuildOptions {
  readonly source: readonly string[];
  readonly out: string;
  readonly seed: number;
  readonly wordings: number;
  readonly bench?: string;
  readonly images: boolean;
  readonly parquet: boolean;
  readonly json?: boolean;
}

/** Adds the noun `instruct`. */
export function registerInstructCommands(program: Command, output: Output): void {
  const instruct = program.command('instruct').description('build the instruction data of CheXinstruct');
  instruct
    .command('build')
    .description('instruction samples from public sources on this disk; run again, it goes on where it was broken off')
    .addOption(
      new Option('--source <name=dir...>', `where a source lies: ${sourceNames.join(', ')}`).makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'the folder of the data: shards and manifest')
    .requiredOption('--seed <n>', 'decides every draw', wholeNumber)
    .option('--wordings <n>', 'wordings of a question that each sample has', countFrom1, 1)
    .option('--bench <file>', "CheXbench's data.json: its films may not be in the training samples")
    .option('--no-images', "don't look for the image files: take them to be there")
    .option('--no-parquet', 'JSON lines only')
    .option('--json', 'for machines: the manifest')
    .action(async ({ source, json, ...options }: BuildOptions) => {
      const order = orderOf(options, source);
      const manifest = await withProgress(output, (progress) =>
        buildInstruct(order, progress, partsInThreads() ?? undefined),
      );
      if (json) printJson(output, manifest);
      else printBuild(output, manifest);
    });
  instruct
    .command('stats')
    .description('samples by task and source')
    .argument('<dir>', 'a finished build')
    .option('--json', 'for machines')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const manifest = await readManifest(folder);
      const { samples, triplets, counts, lacking } = manifest;
      if (json) printJson(output, { samples, triplets, counts, lacking: lacking.map(({ name }) => name) });
      else printMatrix(output, manifest);
    });
}

function orderOf(options: Omit<BuildOptions, 'source' | 'json'>, given: readonly string[]): BuildOrder {
  const folders: Partial<Record<SourceName, string>> = {};
  for (const each of given) {
    const [, name = '', folder = ''] = /^([^=]*)=(.+)$/.exec(each) ?? [];
    if (!isSource(name)) {
      throw new Failure('bad-input', { where: '--source', reason: `${each} is not NAME=DIR with a known name` });
    }
    folders[name] = folder;
  }
  const { out, seed, wordings, bench = null, images, parquet } = options;
  return { folders, out, seed, wordings, bench, lookForImages: images, parquet };
}

function isSource(name: string): name is SourceName {
  return (sourceNames as readonly string[]).includes(name);
}

function printBuild(output: Output, manifest: Manifest): void {
  const { samples, triplets, lacking, faults, leaks, sources } = manifest;
  output.out(`${samples} samples with ${triplets} triplets from ${sources.length} sources\n`);
  if (lacking.length > 0) {
    const names = lacking.map(({ name, needs }) => {
      const others = needs.filter((each) => each !== name);
      return others.length > 0 ? `${name} (needs ${others.join(', ')})` : name;
    });
    output.out(`Not there: ${names.join(', ')}\n`);
  }
  for (const { name, unknownColumns } of sources) {
    for (const { file, column } of unknownColumns) output.out(`${name}: ${file}: unknown column ${column}\n`);
  }
  if (faults.length > 0) {
    output.out('Left out\n');
    const rows = faults.map(({ source, file, reason, count, first }) => [source, file, first, reason, count]);
    printTable(output, ['source', 'file', 'first row', 'reason', 'count'], rows);
  }
  if (leaks.length > 0) output.out(`${leaks.length} leaks\n`);
  for (const leak of leaks.slice(0, SHOWN)) {
    if (leak.kind === 'patient') {
      const places = Object.entries(leak.splits).map(([split, names]) => `${split} (${names.join(', ')})`);
      output.out(`Leak: patient ${leak.patient} is in ${places.join(' and ')}\n`);
    } else {
      output.out(`Leak: ${leak.image} of CheXbench is in ${leak.samples} training samples; first ${leak.first}\n`);
    }
  }
}

/** The manifest has them all. */
const SHOWN = 20;
