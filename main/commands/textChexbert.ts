import type { Command } from 'commander';
import { convertChexbert } from '#main/services/chexbert/folder.ts';
import { printJson, withProgress, type Output } from './output.ts';

interface ChexbertOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Adds `text chexbert`. */
export function registerTextChexbert(text: Command, output: Output): void {
  text
    .command('chexbert')
    .description("turn CheXbert's weights into a folder for text score; they are not ours to ship")
    .argument('<checkpoint>', 'a folder with chexbert.pth or model.safetensors, and vocab.txt of bert-base-uncased')
    .requiredOption('--out <dir>', 'the folder to make')
    .option('--json', 'for machines')
    .action(async (checkpoint: string, { out, json }: ChexbertOptions) => {
      const manifest = await withProgress(output, (progress) => convertChexbert(checkpoint, out, progress));
      if (json) {
        printJson(output, manifest);
        return;
      }
      const { layers, width, vocabulary } = manifest.shape;
      output.out(`${out}: ${layers} layers of ${width}, ${vocabulary} pieces of words\n`);
    });
}
