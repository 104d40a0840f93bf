import type { Command } from 'commander';
import { convertRadgraph } from '#main/services/radgraph/folder.ts';
import { printJson, withProgress, type Output } from './output.ts';

interface RadgraphOptions {
  readonly out: string;
  readonly vocabulary?: string;
  readonly json?: boolean;
}

/** Adds `text radgraph`. */
export function registerTextRadgraph(text: Command, output: Output): void {
  text
    .command('radgraph')
    .description("turn RadGraph's weights into a folder for text score; they are not ours to ship")
    .argument(
      '<archive>',
      'radgraph.tar.gz or radgraph-xl.tar.gz, or a folder with config.json, weights.th, vocabulary/',
    )
    .requiredOption('--out <dir>', 'the folder to make')
    .option('--vocabulary <file>', 'vocab.txt of the BERT that config.json names, where it is not beside the archive')
    .option('--json', 'for machines')
    .action(async (archive: string, { out, vocabulary, json }: RadgraphOptions) => {
      const manifest = await withProgress(output, (progress) =>
        convertRadgraph({ archive, vocabulary: vocabulary ?? null, out }, progress),
      );
      if (json) {
        printJson(output, manifest);
        return;
      }
      const { encoder, bert, entities, relations, spanWidth } = manifest.shape;
      output.out(`${out}: ${encoder.layers} layers of ${encoder.width}, word pieces of ${bert}\n`);
      output.out(`entities of up to ${spanWidth} words: ${entities.join(', ')}; relations: ${relations.join(', ')}\n`);
    });
}
