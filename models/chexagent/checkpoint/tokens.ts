import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { MODEL_FILES, type Architecture } from '../architecture.ts';
import type { TokenizerFiles } from '../tokenizer.ts';
import type { CheckpointFolder } from './files.ts';

const ids = z.record(z.string(), z.int().nonnegative());
const decoderTable = z.object({
  added_tokens_decoder: z.record(z.string().regex(/^\d+$/), z.object({ content: z.string() })),
});

const TOKENIZER_CONFIG = 'tokenizer_config.json';

/** The tokenizer's files; ids of added tokens come from either of the two places that hold them. */
export async function readTokenizerFiles(folder: CheckpointFolder): Promise<TokenizerFiles> {
  return {
    vocabulary: await needed(folder, MODEL_FILES.vocabulary),
    merges: await needed(folder, MODEL_FILES.merges),
    addedTokens: await addedTokens(folder),
  };
}

async function addedTokens(folder: CheckpointFolder): Promise<string> {
  if (folder.names.includes(MODEL_FILES.addedTokens)) return folder.text(MODEL_FILES.addedTokens);
  const table = decoderTable.parse(jsonOf(await needed(folder, TOKENIZER_CONFIG), TOKENIZER_CONFIG));
  const entries = Object.entries(table.added_tokens_decoder).map(([id, { content }]) => [content, Number(id)]);
  return JSON.stringify(Object.fromEntries(entries));
}

async function needed(folder: CheckpointFolder, name: string): Promise<string> {
  if (!folder.names.includes(name)) throw new Failure('checkpoint-missing', { folder: folder.path, file: name });
  return folder.text(name);
}

/** Ids by name, all below the number of embedding rows. Throws checkpoint-config. */
export function tokenRoles(files: TokenizerFiles, vocab: number, eos: number | undefined): Architecture['tokens'] {
  const vocabulary = ids.parse(jsonOf(files.vocabulary, MODEL_FILES.vocabulary));
  const added = ids.parse(jsonOf(files.addedTokens, MODEL_FILES.addedTokens));
  const known = { ...vocabulary, ...added };
  function id(token: string): number {
    const found = known[token];
    if (found === undefined) throw refusal(token, 'missing');
    return found;
  }
  const end = id('<|endoftext|>');
  if (eos !== undefined && eos !== end) throw refusal('<|endoftext|>', `id ${end}, but eos_token_id is ${eos}`);
  let used = 0;
  for (const [token, value] of Object.entries(known)) {
    if (value >= vocab) throw refusal(token, `id ${value}, but the embedding has ${vocab} rows`);
    used = Math.max(used, value + 1);
  }
  return { imageStart: id('<|img|>'), imageEnd: id('<|/img|>'), imagePad: id('<|imgpad|>'), eos: end, used };
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Failure('checkpoint-config', { file, key: 'the whole file', reason: 'not JSON' }, thrown);
  }
}

function refusal(token: string, reason: string): Failure {
  return new Failure('checkpoint-config', { file: MODEL_FILES.addedTokens, key: token, reason });
}
