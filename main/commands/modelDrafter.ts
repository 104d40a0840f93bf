import { Option, type Command } from 'commander';
import { chosenProvider, providersFile } from '#main/services/model/chosenProvider.ts';
import { readBytes } from '#main/services/files.ts';
import { createDrafter, type Drafter } from '#main/services/model/drafter.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { providerNamed } from '#main/services/model/providers.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { version } from '#main/version.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import type { ModelTools } from './model.ts';
import { countFrom1 } from './numbers.ts';

/** What every command that drafts takes. */
export interface DrafterFlags {
  readonly model: string;
  readonly provider: string;
  readonly threads: number;
  readonly maxTokens: number;
  readonly phrases?: string;
}

const PROVIDER_WORDS = 'cuda, dml, coreml, webgpu, cpu; auto takes the fastest that agrees with the CPU';

export function addDrafterFlags(command: Command, modelWords = 'folder of the model'): Command {
  return command
    .requiredOption('--model <dir>', modelWords)
    .option('--provider <name>', PROVIDER_WORDS, 'auto')
    .addOption(new Option('--threads <n>', 'threads of the CPU').argParser(countFrom1).default(defaultThreads()))
    .addOption(
      new Option('--max-tokens <n>', 'longest answer').argParser(countFrom1).default(GENERATE_DEFAULTS.maxTokens),
    )
    .option('--phrases <file>', 'a text file with a report a line: its phrases are guessed from the start');
}

/** Throws model-missing, model-newer, model-damaged, provider-unknown or file-missing. */
export async function openDrafter(
  { model: folder, provider, threads, phrases }: DrafterFlags,
  { start }: ModelTools,
): Promise<Drafter> {
  const { manifest } = await readModelFolder(folder);
  const settings = { file: providersFile(), program: version };
  const chosen =
    provider === 'auto'
      ? (await chosenProvider(start, manifest.quantisation, threads, settings)).provider
      : providerNamed(provider);
  const reports = phrases === undefined ? {} : { reports: await linesOf(phrases) };
  return createDrafter(start, { folder, provider: chosen, threads, program: version, ...reports });
}

async function linesOf(file: string): Promise<string[]> {
  const text = (await readBytes(file)).toString('utf8');
  return text.split('\n').filter((line) => line.trim() !== '');
}
