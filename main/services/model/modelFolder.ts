import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { hashBytes, onFile } from '#main/services/files.ts';
import { MODEL_FILES, modelManifest, type ModelManifest } from '#models/chexagent/architecture.ts';
import { createTokenizer, type Tokenizer } from '#models/chexagent/tokenizer.ts';

/** A model on disk, as its manifest tells. */
export interface ModelFolder {
  readonly folder: string;
  readonly manifest: ModelManifest;
  /** SHA-256 of model.json, which holds those of all other files: it names the model. */
  readonly digest: string;
}

const FORMAT = 1;

/** Reads model.json. Throws model-missing, model-newer or model-damaged. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const file = join(folder, MODEL_FILES.manifest);
  const content = await readFile(file).catch((thrown: unknown) => {
    throw new Failure('model-missing', { folder }, thrown);
  });
  const value = parseManifest(content, file);
  const found = z.object({ format: z.number() }).safeParse(value).data?.format ?? 0;
  if (found > FORMAT) throw new Failure('model-newer', { folder, found, supported: FORMAT });
  const checked = modelManifest.safeParse(value);
  if (!checked.success) throw new Failure('model-damaged', { file, reason: issueWords(checked.error) });
  return { folder, manifest: checked.data, digest: hashBytes(content) };
}

function parseManifest(content: Buffer, file: string): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (thrown) {
    throw new Failure('model-damaged', { file, reason: 'not JSON' }, thrown);
  }
}

/** Every file of the manifest must be there in its size; contents are checked by `model check` only. */
export async function checkSizes({ folder, manifest }: ModelFolder): Promise<void> {
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const file = join(folder, name);
    const { size } = await onFile(file, () => stat(file));
    if (size !== bytes) throw new Failure('model-damaged', { file, reason: `${size} bytes in place of ${bytes}` });
  }
}

/** The tokenizer of a model folder. Throws file-missing or model-tokenizer. */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const text = (name: string) => onFile(join(folder, name), () => readFile(join(folder, name), 'utf8'));
  const [vocabulary, merges, addedTokens] = await Promise.all([
    text(MODEL_FILES.vocabulary),
    text(MODEL_FILES.merges),
    text(MODEL_FILES.addedTokens),
  ]);
  return createTokenizer({ vocabulary, merges, addedTokens });
}
